import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Rowhouse } from './house/rowhouse.js';
import { vega } from './house/vega.js';

interface Found {
  row_idx: number;
  row: Record<string, unknown>;
  score: number;
  highlights: { column: string; path: (string | number)[]; ranges: [number, number][] }[];
}

const patient = 150_000;

describe('/search', () => {
  let rowhouse: Rowhouse;
  let revision: string;
  const place = (dataset: string, query?: string, more = '') =>
    `/search?dataset=${dataset}&config=default&split=train${query === undefined ? '' : `&query=${encodeURIComponent(query)}`}${more}`;
  const get = (path: string) => rowhouse.client.get(path);
  const found = async (dataset: string, query: string, more = '') =>
    ((await get(place(dataset, query, more))).json.rows as Found[]).map(({ row_idx }) => row_idx);

  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'postgres', env: { PAGE_MAX_ROWS: '100' } });
    const detail = await rowhouse.client.publish('me/movies', { 'train.json': await vega('movies.json') });
    expect(detail.state).toBe('ready');
    revision = detail.revision;
    await rowhouse.client.publish('me/scripts', {
      'train.jsonl': [
        'naïve café 42',
        'Привет, мир',
        'مرحبا بالعالم',
        'שלום עולם',
        '東京タワー',
        '안녕하세요',
        'สวัสดีชาวโลก',
      ]
        .map((text) => JSON.stringify({ text }))
        .join('\n'),
    });
    await rowhouse.client.publish('me/numbers', { 'train.csv': 'a,b\n1,2\n3,4\n' });
  }, 120_000);
  afterAll(() => rowhouse?.stop());

  it('answers in the shape of /rows, with scores and highlights besides', async () => {
    const { status, json, headers } = await get(place('me/movies', 'star wars', '&length=5'));
    expect(status).toBe(200);
    expect(headers.get('x-revision')).toBe(revision);
    expect(headers.get('cache-control')).toBe('max-age=120');
    expect(headers.get('etag')).toMatch(/^W\//);
    const rows = json.rows as Found[];
    const page = await get(
      `/rows?dataset=me/movies&config=default&split=train&offset=${rows[0]?.row_idx}&length=1`,
    );
    expect(Object.keys(json)).toEqual(['features', 'rows', 'num_rows_total', 'num_rows_per_page', 'partial']);
    expect(json.features).toEqual(page.json.features);
    expect(json).toMatchObject({ num_rows_per_page: 100, partial: false });
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatchObject(page.json.rows[0]);
    expect(String(rows[0]?.row.Title)).toMatch(/Star Wars/);
    const [mark] = rows[0]?.highlights ?? [];
    const marked = mark?.ranges.map(([from, to]) =>
      String(rows[0]?.row[mark.column]).slice(from, to).toLowerCase(),
    );
    expect(new Set(marked)).toEqual(new Set(['star', 'wars']));
    const scores = rows.map(({ score }) => score);
    expect(scores.every((score) => score > 0)).toBe(true);
  });

  it('pages through all hits', async () => {
    const { json } = await get(place('me/movies', 'love'));
    const total = json.num_rows_total as number;
    expect(total).toBeGreaterThan(30);
    const paged: number[] = [];
    for (let offset = 0; offset < total; offset += 13) {
      paged.push(...(await found('me/movies', 'love', `&offset=${offset}&length=13`)));
    }
    expect(new Set(paged).size).toBe(total);
    expect(paged.slice(0, json.rows.length)).toEqual((json.rows as Found[]).map(({ row_idx }) => row_idx));
    expect((await get(place('me/movies', 'love', `&offset=${total + 5}`))).json).toMatchObject({
      rows: [],
      num_rows_total: total,
    });
  });

  it.each([
    ['NAIVE', [0]],
    ['42', [0]],
    ['привет', [1]],
    ['مرحبا', [2]],
    ['עולם', [3]],
    ['タワー', [4]],
    ['하세', [5]],
    ['ชาว', [6]],
    ['text:"мир"', [1]],
    ['-text:42 -привет', [2, 3, 4, 5, 6]],
  ])('finds %s', async (query, rows) => {
    expect(await found('me/scripts', query)).toEqual(rows);
  });

  it('asks for its parameters in turn, in the words of the reference', async () => {
    const error = async (path: string) => {
      const { status, json, headers } = await get(path);
      expect(headers.get('x-error-code')).toBe(json.code);
      return [status, json.code, json.error];
    };
    const missing = (name: string) => [422, 'MissingRequiredParameter', `Parameter '${name}' is required`];
    expect(await error('/search?query=x')).toEqual(missing('dataset'));
    expect(await error('/search?dataset=me/nope&query=x')).toEqual(missing('config'));
    expect(await error('/search?dataset=me/nope&config=c&query=x')).toEqual(missing('split'));
    expect(await error(place('me/nope'))).toEqual(missing('query'));
    expect(await error(place('me/nope', ' '))).toEqual(missing('query'));
    expect(await error(place('me/nope', 'x', '&length=101'))).toEqual([
      422,
      'InvalidParameter',
      "Parameter 'length' must not be greater than 100",
    ]);
    expect(await error(place('me/nope', 'x', '&offset=-1'))).toEqual([
      422,
      'InvalidParameter',
      "Parameter 'offset' must be positive",
    ]);
    expect((await error(place('me/nope', 'x'))).slice(0, 2)).toEqual([401, 'ExternalUnauthenticatedError']);
    expect(await error(`${place('me/movies', 'x')}&split=nope`.replace('split=train&', ''))).toEqual([
      404,
      'ResponseNotFound',
      'Not found.',
    ]);
  });

  it('answers HEAD', async () => {
    const answer = await rowhouse.client.request(place('me/movies', 'love'), { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-revision')).toBe(revision);
    expect(answer.text).toBe('');
  });

  it('says where there is nothing to search', async () => {
    const { status, json, headers } = await get(place('me/numbers', 'x'));
    expect([status, json.code]).toEqual([400, 'SearchFeatureNotAvailableError']);
    expect(json.error).toMatch(/^The split does not have search feature enabled/);
    expect(headers.get('x-revision')).toMatch(/^[0-9a-f]{40}$/);
    expect((await get('/is-valid?dataset=me/numbers')).json.search).toBe(false);
    expect((await get('/is-valid?dataset=me/movies')).json.search).toBe(true);
  });

  it(
    'serves hundreds of searches at once, or says that it is busy',
    async () => {
      const answers = await Promise.all(
        Array.from({ length: 300 }, (_nothing, index) =>
          get(place('me/movies', `love ${index}`, '&length=1')),
        ),
      );
      const codes = new Set(answers.map(({ status, json }) => json.code ?? status));
      expect([...codes].filter((code) => code !== 200 && code !== 'ServerBusy')).toEqual([]);
      expect(codes).toContain(200);
    },
    patient,
  );

  it(
    'is not ready while its index is made, and ready after that',
    async () => {
      await rowhouse.services.worker.stop();
      const { json: upload } = await rowhouse.client.upload('me/later', { 'train.csv': 'text\nsoon\n' });
      const early = await get(place('me/later', 'soon'));
      expect([early.status, early.json.code]).toEqual([500, 'ResponseNotReady']);
      expect(early.headers.get('retry-after')).not.toBeNull();
      expect(early.json.progressUrl).toContain(upload.revision);
      rowhouse.services.worker.start();
      await rowhouse.client.processed('me/later', upload.revision, 120_000);
      expect(await found('me/later', 'soon')).toEqual([0]);
    },
    patient,
  );

  it(
    'tells that an index is damaged, and serves all else',
    async () => {
      const detail = await rowhouse.client.publish('me/broken', { 'train.csv': 'text\nhello there\n' });
      for (const path of await indexFiles(detail.revision)) {
        const file = await open(path, 'r+');
        await file.truncate(5000);
        await file.close();
      }
      const { status, json } = await get(place('me/broken', 'hello'));
      expect([status, json.code]).toEqual([500, 'UnprocessableIndexError']);
      expect((await get('/rows?dataset=me/broken&config=default&split=train')).status).toBe(200);
      expect(await found('me/scripts', '42')).toEqual([0]);
    },
    patient,
  );

  async function indexFiles(of: string): Promise<string[]> {
    const database = await rowhouse.database();
    const { rows } = await database.primary.query<{ key: string }>(
      `SELECT content->'file'->>'blobKey' AS key FROM step_result WHERE step = 'split-search-index' AND revision = $1`,
      [of],
    );
    await database.close();
    expect(rows).toHaveLength(1);
    const blobs = join(rowhouse.folder, 'blobs');
    expect(await readdir(blobs)).toContain('datasets');
    return rows.map(({ key }) => join(blobs, key));
  }
});
