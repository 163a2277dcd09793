import { createHash } from 'node:crypto';
import { jest } from '@jest/globals';
import { type ApiUnderTest, startApiUnderTest } from '../../../test/api-under-test.js';
import { type ServedSplit, serveSplit } from '../../../test/served-split.js';

jest.setTimeout(120_000);

const rows = 60_000;
/** Long enough that it does not fit into the buffers of a connection. */
const filling = 'x'.repeat(500);
const csv = `id,text\n${Array.from({ length: rows }, (_, id) => `${id},"${id},${filling}"`).join('\n')}\n`;

describe('downloads of rows', () => {
  let api: ApiUnderTest;
  let split: ServedSplit;
  beforeAll(async () => {
    api = await startApiUnderTest({
      FILTER_THREADS: '1',
      FILTER_MEMORY_MB: '128',
      EXPORT_PROCESSES: '1',
      EXPORT_QUEUE: '1',
    });
    split = await serveSplit(api, 'me/long', csv);
  });
  afterAll(() => api?.stop());

  const get = (path: string, parameters: Record<string, string>, init: RequestInit = {}) =>
    fetch(`${api.url}/${path}?${split.query}&${new URLSearchParams(parameters)}`, init);
  const running = async () => {
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    const line = metrics
      .split('\n')
      .find(
        (text) => /^rowhouse_reader_tasks\{.*pool="downloads"/.test(text) && text.includes('state="running"'),
      );
    return Number(line?.split(' ').at(-1));
  };
  const idle = async () => {
    const end = Date.now() + 30_000;
    while ((await running()) !== 0) if (Date.now() > end) throw new Error('a download still runs');
  };

  it('have all rows of a split', async () => {
    const answer = await get('rows', { format: 'jsonl' }, { headers: { 'Accept-Encoding': 'gzip, br' } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition':
        'attachment; filename="me-long-default-train.jsonl"; filename*=UTF-8\'\'me-long-default-train.jsonl',
      'x-revision': split.revision,
      'cache-control': 'no-cache',
    });
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines).toHaveLength(rows);
    expect(JSON.parse(lines[59_999] ?? '')).toEqual({ id: 59_999, text: `59999,${filling}` });
  });

  it('have the rows and columns asked for, sorted', async () => {
    const some = {
      where: '"id" < 5',
      orderby: '"id" DESC',
      columns: 'id',
      format: 'csv',
      length: '2',
      offset: '1',
    };
    const answer = await get('filter', some);
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
      'text/csv; charset=utf-8',
      'id\n3\n2\n',
    ]);
  });

  it('are the stored file where that has the rows as they are asked for', async () => {
    const answer = await get('rows', { format: 'parquet' });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('etag')).toBe(`"${createHash('sha256').update(bytes).digest('hex')}"`);
    const part = await get('rows', { format: 'parquet' }, { headers: { Range: 'bytes=0-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'PAR1']);
    const filtered = Buffer.from(
      await (await get('filter', { format: 'parquet', where: '"id" = 1' })).arrayBuffer(),
    );
    expect([filtered.subarray(0, 4).toString(), filtered.length < bytes.length]).toEqual(['PAR1', true]);
  });

  it('have answers to HEAD, and errors that are errors', async () => {
    const head = await get('rows', { format: 'csv' }, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      200,
      'text/csv; charset=utf-8',
      '',
    ]);
    const wrong = await get('filter', { format: 'csv', where: 'x' });
    expect([
      wrong.status,
      wrong.headers.get('content-disposition'),
      wrong.headers.get('x-error-code'),
    ]).toEqual([422, null, 'InvalidParameter']);
    const late = await get('filter', { format: 'csv', where: '"text" ~ \'(\'' });
    expect([late.status, ((await late.json()) as { error: string }).error]).toEqual([
      422,
      'A query parameter is invalid',
    ]);
    expect((await get('rows', { format: 'xlsx' })).status).toBe(422);
    expect((await get('rows', { columns: 'idd' })).status).toBe(422);
  });

  it('stop when the client leaves, and wait in turn', async () => {
    const leaving = new AbortController();
    const first = await get('rows', { format: 'jsonl' }, { signal: leaving.signal });
    await first.body?.getReader().read();
    const second = get('rows', { format: 'csv', length: '1', columns: 'id' });
    const third = async () => {
      for (;;) {
        const answer = await get('rows', { format: 'csv', length: '1', columns: 'id' });
        if (answer.status === 503) return answer.headers.get('x-error-code');
      }
    };
    expect(await third()).toBe('ServerBusy');
    leaving.abort();
    expect(await (await second).text()).toBe('id\n0\n');
    await idle();
  });

  it('give a cell whole, or a part of it', async () => {
    const whole = `12345,${filling}`;
    const answer = await get('cell', { row: '12345', column: 'text' });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      whole,
    ]);
    const etag = answer.headers.get('etag') ?? '';
    const part = await get(
      'cell',
      { row: '12345', column: 'text' },
      { headers: { Range: 'bytes=3-7', 'If-Range': etag } },
    );
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      `bytes 3-7/${whole.length}`,
      whole.slice(3, 8),
    ]);
    expect(
      (await get('cell', { row: '12345', column: 'text' }, { headers: { 'If-None-Match': etag } })).status,
    ).toBe(304);
    const head = await get('cell', { row: '12345', column: 'text' }, { method: 'HEAD' });
    expect([head.headers.get('content-length'), await head.text()]).toEqual([String(whole.length), '']);
    const number = await get('cell', { row: '7', column: 'id', revision: split.revision });
    expect([
      number.headers.get('content-type'),
      number.headers.get('cache-control'),
      await number.text(),
    ]).toEqual(['application/json; charset=utf-8', 'max-age=31536000, immutable', '7']);
    const beyond = await get('cell', { row: '12345', column: 'text' }, { headers: { Range: 'bytes=9999-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
    const none = await get('cell', { row: String(rows), column: 'id' });
    expect([none.status, await none.json()]).toEqual([
      422,
      expect.objectContaining({ code: 'InvalidParameter' }),
    ]);
    expect((await get('cell', { row: '1' })).status).toBe(422);
    await idle();
  });
});
