import { jest } from '@jest/globals';
import { type ApiUnderTest, startApiUnderTest } from '../../../test/api-under-test.js';
import { type ServedSplit, serveSplit } from '../../../test/served-split.js';

jest.setTimeout(120_000);

const rows = 5000;
const csv = `id,name,age,note\n${Array.from({ length: rows }, (_, id) => `${id},name ${id % 7},${id % 90},${id === 44 ? '"a; -- b"' : ''}`).join('\n')}\n`;

describe('/filter', () => {
  let api: ApiUnderTest;
  let split: ServedSplit;
  beforeAll(async () => {
    api = await startApiUnderTest({ FILTER_THREADS: '1', FILTER_MEMORY_MB: '128' });
    split = await serveSplit(api, 'me/people', csv);
  });
  afterAll(() => api?.stop());

  const get = async (parameters: Record<string, string>, path = 'filter') => {
    const query = new URLSearchParams(parameters);
    const answer = await fetch(`${api.url}/${path}?${split.query}&${query}`);
    return { status: answer.status, headers: answer.headers, json: JSON.parse(await answer.text()) };
  };
  const ids = ({ json }: { json: { rows: { row_idx: number }[] } }) =>
    json.rows.map(({ row_idx }) => row_idx);

  it('gives the shape of the reference, and rows by their place in the split', async () => {
    const { status, json, headers } = await get({ where: '"age"=30', length: '2' });
    expect(status).toBe(200);
    expect(json).toEqual({
      features: [
        { feature_idx: 0, name: 'id', type: { dtype: 'int64', _type: 'Value' } },
        { feature_idx: 1, name: 'name', type: { dtype: 'string', _type: 'Value' } },
        { feature_idx: 2, name: 'age', type: { dtype: 'int64', _type: 'Value' } },
        { feature_idx: 3, name: 'note', type: { dtype: 'string', _type: 'Value' } },
      ],
      rows: [
        { row_idx: 30, row: { id: 30, name: 'name 2', age: 30, note: null }, truncated_cells: [] },
        { row_idx: 120, row: { id: 120, name: 'name 1', age: 30, note: null }, truncated_cells: [] },
      ],
      num_rows_total: 56,
      num_rows_per_page: 100,
      partial: false,
    });
    expect(Object.keys(json)).toEqual(['features', 'rows', 'num_rows_total', 'num_rows_per_page', 'partial']);
    expect(headers.get('x-revision')).toBe(split.revision);
    expect(headers.get('cache-control')).toBe('max-age=120');
    expect(headers.get('etag')).toBeTruthy();
  });

  it('pages through all that match, in order, each row once', async () => {
    const found: number[] = [];
    for (let offset = 0; ; offset += 100) {
      const page = await get({ where: '"name" <> \'name 3\'', offset: String(offset) });
      if (page.json.rows.length === 0) break;
      expect(page.json.num_rows_total).toBe(4286);
      found.push(...ids(page));
    }
    expect(found).toEqual(Array.from({ length: rows }, (_, id) => id).filter((id) => id % 7 !== 3));
  });

  it('sorts, with and without a condition', async () => {
    const sorted = await get({ orderby: '"age" DESC, "id" DESC', length: '3' });
    expect([ids(sorted), sorted.json.num_rows_total]).toEqual([[4949, 4859, 4769], rows]);
    const both = await get({ where: '"id" < 10', orderby: '"name" desc', length: '3', offset: '1' });
    expect(ids(both)).toEqual([5, 4, 3]);
  });

  it('takes ; and -- inside texts, and is /rows without a filter', async () => {
    expect(ids(await get({ where: '"note" = \'a; -- b\'' }))).toEqual([44]);
    const plain = await get({ offset: '3', length: '2' });
    expect(plain.json).toEqual((await get({ offset: '3', length: '2' }, 'rows')).json);
    expect((await get({ where: ' ', length: '0' })).json.num_rows_total).toBe(rows);
  });

  it.each([
    [{ where: '"age"=' }, { parameter: 'where', position: 7 }],
    [{ where: 'age=30' }, { parameter: 'where', position: 1 }],
    [{ where: '"agee"=30' }, { cause_message: 'The split has no column "agee". Did you mean "age"?' }],
    [{ where: '"age"=1; DROP TABLE split' }, { position: 8 }],
    [{ where: '"name" = (SELECT 1)' }, { position: 11 }],
    [{ orderby: '"age" up' }, { parameter: 'orderby', position: 7 }],
  ])('refuses %j in the words of the reference, and says why', async (parameters, details) => {
    const { status, headers, json } = await get(parameters);
    const [part] = Object.keys(parameters);
    expect([status, headers.get('x-error-code'), headers.get('cache-control')]).toEqual([
      422,
      'InvalidParameter',
      'max-age=10',
    ]);
    expect(json.error).toBe(`Parameter '${part}' contains errors or invalid symbols`);
    expect(json).toMatchObject({ cause_message: expect.stringMatching(/\w/), ...details });
  });

  it('says what DuckDB refuses', async () => {
    const { status, json } = await get({ where: '"name" ~ \'(\'' });
    expect([status, json.error, json.code]).toEqual([
      422,
      'A query parameter is invalid',
      'InvalidParameter',
    ]);
    expect(json.cause_message).toMatch(/missing/);
    expect(JSON.stringify(json)).not.toMatch(/parquet|\/tmp|split\./);
  });

  it('looks at parameters before data', async () => {
    const at = async (query: string) => {
      const answer = await fetch(`${api.url}/filter?${query}`);
      return [answer.status, ((await answer.json()) as { error: string }).error];
    };
    expect(await at('where=x')).toEqual([422, "Parameter 'dataset' is required"]);
    expect(await at('dataset=no/such&config=c&split=s&length=101')).toEqual([
      422,
      "Parameter 'length' must not be greater than 100",
    ]);
    expect((await at('dataset=no/such&config=c&split=s&where=x'))[0]).toBe(401);
    expect(await at(`dataset=${split.dataset}&config=c&split=s&where=x`)).toEqual([404, 'Not found.']);
  });

  it('answers HEAD with the headers alone', async () => {
    const query = `${split.query}&where=${encodeURIComponent('"age"=30')}`;
    const answer = await fetch(`${api.url}/filter?${query}`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('x-revision'), await answer.text()]).toEqual([
      200,
      split.revision,
      '',
    ]);
  });

  it('reads some columns, longer pages and older revisions', async () => {
    const some = await get({ where: '"age"=30', columns: 'note,id', length: '1' });
    expect(some.json.rows).toEqual([{ row_idx: 30, row: { note: null, id: 30 }, truncated_cells: [] }]);
    expect(some.json.features.map(({ feature_idx }: { feature_idx: number }) => feature_idx)).toEqual([3, 0]);
    const long = await get({ where: '"id" >= 0', length: '3000', max_length: '4000' });
    expect([long.json.rows.length, long.json.num_rows_per_page]).toEqual([3000, 4000]);
    const plain = await get({ offset: '4000', length: '3000', max_length: '3000' }, 'rows');
    expect(ids(plain)).toEqual(Array.from({ length: 1000 }, (_, index) => 4000 + index));
    const [old] = [split.revision];
    split = await serveSplit(api, split.dataset, 'id,name,age,note\n1,new,30,x\n');
    await api.query(`UPDATE dataset SET served_revision = $1`, [split.revision]);
    const fresh = async () => (await get({ where: '"age"=30' })).json.num_rows_total;
    const until = Date.now() + 20_000;
    while ((await fresh()) !== 1 && Date.now() < until);
    expect(await fresh()).toBe(1);
    const before = await get({ where: '"age"=30', revision: old });
    expect([before.json.num_rows_total, before.headers.get('x-revision')]).toEqual([56, old]);
    expect((await get({ revision: old, length: '1' }, 'rows')).json.num_rows_total).toBe(rows);
    const none = await get({ where: '"age"=30', revision: '0'.repeat(40) });
    expect([none.status, none.json.code]).toEqual([404, 'RevisionNotFound']);
    expect((await get({ revision: 'main' })).status).toBe(422);
  });
});

describe('a full house of filters', () => {
  let api: ApiUnderTest;
  let split: ServedSplit;
  beforeAll(async () => {
    api = await startApiUnderTest({
      FILTER_THREADS: '1',
      FILTER_MEMORY_MB: '128',
      FILTER_PROCESSES: '1',
      FILTER_QUEUE: '1',
    });
    const long = 'ab'.repeat(2000);
    split = await serveSplit(
      api,
      'me/slow',
      `id,text\n${Array.from({ length: 3000 }, (_, id) => `${id},${long}`).join('\n')}\n`,
    );
  });
  afterAll(() => api?.stop());

  /** Every pattern is another filter, and each backtracks for longer than anybody lives. */
  const slow = (mark: number) => encodeURIComponent(`"text" LIKE '${'%a_'.repeat(30)}%c${mark}'`);
  const filter = (where: string, signal?: AbortSignal) =>
    fetch(`${api.url}/filter?${split.query}&where=${where}`, { signal });
  const state = async (name: string) => {
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    const line = metrics
      .split('\n')
      .find(
        (text) =>
          text.startsWith('rowhouse_reader_tasks{') &&
          text.includes(`state="${name}"`) &&
          text.includes('pool="filters"'),
      );
    return Number(line?.split(' ').at(-1));
  };
  const until = async (what: string, wanted: number) => {
    const end = Date.now() + 30_000;
    while ((await state(what)) !== wanted) if (Date.now() > end) throw new Error(`${what} is not ${wanted}`);
  };

  it('refuses one more with 503, and serves again when clients leave', async () => {
    const leaving = new AbortController();
    const first = filter(slow(1), leaving.signal).catch(() => 'left');
    await until('running', 1);
    const second = filter(slow(2), leaving.signal).catch(() => 'left');
    await until('waiting', 1);
    const third = await filter(slow(3));
    expect([third.status, third.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await third.json()).toMatchObject({ code: 'ServerBusy', limit: 2 });
    const rows = await fetch(`${api.url}/rows?${split.query}&length=1`);
    expect(rows.status).toBe(200);
    leaving.abort();
    expect(await Promise.all([first, second])).toEqual(['left', 'left']);
    await until('running', 0);
    await until('waiting', 0);
    const answer = await filter(encodeURIComponent('"id" = 5'));
    expect(((await answer.json()) as { num_rows_total: number }).num_rows_total).toBe(1);
  });
});
