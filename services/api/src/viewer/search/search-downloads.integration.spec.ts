import { jest } from '@jest/globals';
import { waitFor } from '@rowhouse/testing';
import { type ApiUnderTest, startApiUnderTest } from '../../../test/api-under-test.js';
import { type ServedSplit, serveSplit } from '../../../test/served-split.js';

jest.setTimeout(120_000);

const count = 3000;
const lines = Array.from({ length: count }, (_, id) => {
  const text = id % 7 === 0 ? `cat ${'cat '.repeat(id % 5)}number ${id}` : `dog number ${id}`;
  return JSON.stringify({ id, text });
});

describe('downloads of what a search finds', () => {
  let api: ApiUnderTest;
  let split: ServedSplit;
  beforeAll(async () => {
    api = await startApiUnderTest();
    split = await serveSplit(api, 'me/pets', lines.join('\n'), 'train.jsonl');
  });
  afterAll(() => api?.stop());

  const get = (parameters: Record<string, string>, init: RequestInit = {}) =>
    fetch(`${api.url}/search?${split.query}&${new URLSearchParams(parameters)}`, init);
  const cats = Array.from({ length: count }, (_, id) => id).filter((id) => id % 7 === 0);

  it('have all rows that are found, in the order of the split', async () => {
    const page = (await (await get({ query: 'cat', length: '3' })).json()) as {
      num_rows_total: number;
      rows: { row_idx: number }[];
    };
    expect(page.num_rows_total).toBe(cats.length);
    // The best are not the first.
    expect(page.rows.map(({ row_idx }) => row_idx)).not.toEqual(cats.slice(0, 3));
    const answer = await get({ query: 'cat', format: 'jsonl' });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition': expect.stringContaining('me-pets-default-train.jsonl'),
      'x-revision': split.revision,
      'cache-control': 'no-cache',
    });
    const rows = (await answer.text()).trimEnd().split('\n');
    expect(rows).toEqual(cats.map((id) => lines[id]));
  });

  it('have the part and the columns asked for', async () => {
    const answer = await get({ query: 'cat', format: 'csv', columns: 'id', offset: '2', length: '3' });
    expect(await answer.text()).toBe(`id\n${cats.slice(2, 5).join('\n')}\n`);
    const without = await get({ query: '-dog -cat', format: 'csv', columns: 'id' });
    expect(await without.text()).toBe('id\n');
  });

  it.each(['parquet', 'arrow'])('come as %s', async (format) => {
    const bytes = Buffer.from(await (await get({ query: 'number', format })).arrayBuffer());
    const magic = format === 'parquet' ? bytes.toString('latin1', 0, 4) : bytes.readInt32LE(0);
    expect(magic).toBe(format === 'parquet' ? 'PAR1' : -1);
  });

  it('are refused for what a page is refused for', async () => {
    const wrong = await get({ query: 'cat', format: 'xml' });
    expect([wrong.status, wrong.headers.get('x-error-code')]).toEqual([422, 'InvalidParameter']);
    const column = await get({ query: 'cat', format: 'csv', columns: 'idd' });
    expect([column.status, await column.json()]).toEqual([
      422,
      expect.objectContaining({ cause_message: 'Did you mean id?' }),
    ]);
    const head = await get({ query: 'cat', format: 'csv' }, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  });

  it('and pages look into the revision that is asked for', async () => {
    const old = split.revision;
    const { revision: now } = await serveSplit(api, 'me/pets', '{"id":1,"text":"a new cat"}', 'train.jsonl');
    await api.query('UPDATE dataset SET served_revision = $1', [now]);
    const found = async (parameters: Record<string, string>) => {
      const [file, page] = await Promise.all([
        get({ query: 'cat', format: 'csv', columns: 'id', ...parameters }),
        get({ query: 'cat', length: '1', ...parameters }),
      ]);
      const { num_rows_total: total } = (await page.json()) as { num_rows_total: number };
      const revisions = [file, page].map(({ headers }) => headers.get('x-revision'));
      return { total, rows: (await file.text()).trimEnd().split('\n').length - 1, revisions };
    };
    // What readers see may be remembered for a second.
    await waitFor(async () => (await found({})).revisions.every((revision) => revision === now), {
      what: 'the new revision to be seen',
    });
    expect(await found({})).toEqual({ total: 1, rows: 1, revisions: [now, now] });
    const before = { total: cats.length, rows: cats.length, revisions: [old, old] };
    expect(await found({ revision: old })).toEqual(before);
    expect(await found({ revision: now })).toEqual({ total: 1, rows: 1, revisions: [now, now] });
    for (const format of ['json', 'csv']) {
      const none = await get({ query: 'cat', format, revision: '0'.repeat(40) });
      expect([none.status, none.headers.get('x-error-code')]).toEqual([404, 'RevisionNotFound']);
      const wrong = await get({ query: 'cat', format, revision: 'main' });
      expect([wrong.status, wrong.headers.get('x-error-code')]).toEqual([422, 'InvalidParameter']);
    }
  });
});
