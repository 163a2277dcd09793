import { JobsBench } from '../../test/jobs-bench.js';
import type { Claim } from '../life/job.js';
import { JobLogs } from './job-logs.js';

describe('the logs of jobs', () => {
  let bench: JobsBench;
  let logs: JobLogs;
  beforeAll(async () => {
    bench = await JobsBench.open();
    logs = new JobLogs(bench.db);
  });
  beforeEach(() => bench.clear());
  afterAll(() => bench?.close());

  const claimed = async (): Promise<Claim> => {
    const store = bench.store();
    return (await store.claim(await bench.create(), 1, 'worker')) as Claim;
  };
  const write = (claim: Claim, startByte: number, text: string, cut?: { from: number; to: number }) =>
    logs.write(claim, { startByte, bytes: text.length, text, cut });

  it('are read on from where a page ended, also when more is written later', async () => {
    const claim = await claimed();
    await write(claim, 0, 'one ');
    await write(claim, 4, 'two ');
    await write(claim, 8, 'three ');
    const first = await logs.page(claim.jobId, { limit: 2 });
    expect(first.items.map(({ text, skippedBytes }) => [text, skippedBytes])).toEqual([
      ['one ', 0],
      ['two ', 0],
    ]);
    expect(first.more).toBe(true);
    const second = await logs.page(claim.jobId, { limit: 2, cursor: first.cursor });
    expect([second.items.map(({ text }) => text), second.more]).toEqual([['three '], false]);
    const none = await logs.page(claim.jobId, { limit: 2, cursor: second.cursor });
    expect([none.items, none.more, none.cursor]).toEqual([[], false, second.cursor]);
    await write(claim, 14, 'four');
    const last = await logs.page(claim.jobId, { limit: 2, cursor: none.cursor });
    expect(last.items.map(({ text, skippedBytes }) => [text, skippedBytes])).toEqual([['four', 0]]);
  });

  it('show what was left out as a gap, across pages too', async () => {
    const claim = await claimed();
    await write(claim, 0, 'head');
    await write(claim, 10, 'middle');
    await write(claim, 20, 'tail', { from: 10, to: 20 });
    for (const limit of [1, 10]) {
      const items = [];
      let page = await logs.page(claim.jobId, { limit });
      items.push(...page.items);
      while (page.more) {
        page = await logs.page(claim.jobId, { limit, cursor: page.cursor });
        items.push(...page.items);
      }
      expect(items.map(({ text, skippedBytes }) => [text, skippedBytes])).toEqual([
        ['head', 0],
        ['tail', 16],
      ]);
    }
  });

  it('of several attempts follow each other, and a piece is stored once', async () => {
    const claim = await claimed();
    const later: Claim = { ...claim, fence: String(Number(claim.fence) + 1), attempt: 2 };
    await write(later, 0, 'second\0');
    await write(claim, 0, 'first');
    await write(claim, 0, 'again');
    const { items } = await logs.page(claim.jobId, { limit: 10 });
    expect(items.map(({ attempt, text }) => [attempt, text])).toEqual([
      [1, 'first'],
      [2, 'second\ufffd'],
    ]);
    expect((await logs.page(claim.jobId, { limit: 10, attempt: 2 })).items).toHaveLength(1);
  });

  it('of no job are empty, and other cursors refused', async () => {
    expect((await logs.page('no-id', { limit: 1 })).items).toEqual([]);
    for (const cursor of [
      '',
      'x',
      Buffer.from('1.2').toString('base64url'),
      Buffer.from('a.b.c').toString('base64url'),
    ]) {
      await expect(logs.page('no-id', { limit: 1, cursor })).rejects.toMatchObject({
        code: 'InvalidParameter',
      });
    }
  });
});
