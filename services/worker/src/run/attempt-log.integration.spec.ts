import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import type { JobRecord, LogPiece } from '@rowhouse/jobs';
import { RunnerUnderTest } from '../../test/runner-under-test.js';
import { keptLogBytes } from './attempt-log.js';

jest.setTimeout(60_000);
const unruly = fileURLToPath(new URL('../../test/unruly-kinds.ts', import.meta.url));

describe('the log of a job', () => {
  let house: RunnerUnderTest;
  beforeAll(async () => {
    house = await RunnerUnderTest.open([unruly]);
  });
  afterAll(() => house?.close());

  const run = async (what: string, amount?: number): Promise<JobRecord> => {
    const job = await house.create('unruly', { what, amount });
    await house.deliver(house.runner(), job);
    return (await house.jobs.get(job.id)) as JobRecord;
  };
  const piecesOf = async ({ id }: JobRecord): Promise<LogPiece[]> =>
    (await house.logs.page(id, { limit: 1000 })).items;
  const textOf = async (job: JobRecord) => (await piecesOf(job)).map(({ text }) => text).join('');
  const linesOf = async (job: JobRecord) => (await textOf(job)).split('\n');

  it('is what its code wrote, and nothing of the jobs before and after it', async () => {
    const jobs = [
      await run('talks', 1),
      await run('talks', 2),
      await run('answers', 1),
      await run('talks', 0),
    ];
    const end = 'Grüße, 世界, \ufffd and no end of the line';
    const start = ['a line of the log', 'a line of stderr'];
    expect(await Promise.all(jobs.map(linesOf))).toEqual([
      [...start, 'line 1', end],
      [...start, 'line 1', 'line 2', end],
      [''],
      [...start, end],
    ]);
  });

  it('has the last words of a process that was killed, of each attempt', async () => {
    const first = await run('talks and is killed');
    expect(first).toMatchObject({ state: 'queued', attempt: 2 });
    await house.deliver(house.runner(), first);
    expect((await piecesOf(first)).map(({ attempt, text }) => [attempt, text])).toEqual([
      [1, 'last words\n'],
      [2, 'last words\n'],
    ]);
    const second = await house.logs.page(first.id, { limit: 1000, attempt: 2 });
    expect(second.items.map(({ attempt }) => attempt)).toEqual([2]);
  });

  it('tells what went wrong without a stack', async () => {
    const job = await run('throws later');
    expect(job.history[0]).toMatchObject({ code: 'JobCrashed' });
    expect(await textOf(job)).toBe('TypeError: too late to catch\n');
  });

  it('ends where the code closes its outputs; the job does not', async () => {
    const job = await run('closes its outputs');
    expect(job.state).toBe('succeeded');
    expect(await textOf(job)).toBe('that was all');
    expect((await run('answers', 1)).state).toBe('succeeded');
  });

  it('keeps the beginning and the end of much, and says how much is left out', async () => {
    const count = 300_000;
    const job = await run('talks', count);
    expect(job).toMatchObject({ state: 'succeeded' });
    const pieces = await piecesOf(job);
    const text = pieces.map((piece) => piece.text).join('');
    expect(text).toContain('line 1\nline 2\n');
    expect(text).toContain(`line ${count}\n`);
    expect(text.length).toBeLessThanOrEqual(2 * keptLogBytes);
    const kept = Buffer.byteLength(text);
    const skipped = pieces.reduce((sum, piece) => sum + piece.skippedBytes, 0);
    let written = 0;
    for (let line = 1; line <= count; line++) written += `line ${line}\n`.length;
    const besides = Buffer.byteLength(
      'a line of the log\na line of stderr\nGrüße, 世界, \0 and no end of the line',
    );
    // A NUL is one byte and stored as a character of three.
    expect(kept + skipped).toBe(written + besides + 2);
  });
});
