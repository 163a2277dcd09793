import { Rowhouse } from './house/rowhouse.js';
import { vega } from './house/vega.js';

describe.each(['rabbitmq', 'postgres'] as const)('a dataset goes in, rows come out (%s)', (queue) => {
  let rowhouse: Rowhouse;
  let revision: string;
  const place = 'dataset=me/weather&config=default&split=train';
  const get = (path: string, headers?: Record<string, string>) => rowhouse.client.get(path, headers);

  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue });
    const detail = await rowhouse.client.publish('me/weather', {
      'train.csv': await vega('seattle-weather.csv'),
      'test-00000-of-00001.json': await vega('cars.json'),
    });
    expect(detail.state).toBe('ready');
    revision = detail.revision;
  }, 120_000);
  afterAll(() => rowhouse?.stop());

  it('/splits', async () => {
    const { status, json, headers } = await get('/splits?dataset=me/weather');
    expect(status).toBe(200);
    expect(json).toEqual({
      splits: [
        { dataset: 'me/weather', config: 'default', split: 'train' },
        { dataset: 'me/weather', config: 'default', split: 'test' },
      ],
      pending: [],
      failed: [],
    });
    expect(headers.get('x-revision')).toBe(revision);
    expect(headers.get('x-error-code')).toBeNull();
    expect((await get('/splits?dataset=me/weather&config=default')).json).toEqual({ splits: json.splits });
  });

  it('/size', async () => {
    const { json } = await get('/size?dataset=me/weather');
    expect(json.size.dataset).toMatchObject({
      dataset: 'me/weather',
      num_rows: 1461 + 406,
      estimated_num_rows: null,
    });
    expect(json.size.configs).toHaveLength(1);
    expect(json.size.splits).toHaveLength(2);
    expect(json.size.splits[0]).toMatchObject({ split: 'train', num_rows: 1461, num_columns: 6 });
    expect(json.size.dataset.num_bytes_parquet_files).toBe(
      json.size.splits.reduce(
        (sum: number, split: { num_bytes_parquet_files: number }) => sum + split.num_bytes_parquet_files,
        0,
      ),
    );
    expect(json).toMatchObject({ pending: [], failed: [], partial: false });
    const config = await get('/size?dataset=me/weather&config=default');
    expect(Object.keys(config.json)).toEqual(['size', 'partial']);
    expect(config.json.size.config).toEqual(json.size.configs[0]);
  });

  it('/info', async () => {
    const { json } = await get('/info?dataset=me/weather');
    expect(json.dataset_info.default).toMatchObject({
      builder_name: 'csv',
      config_name: 'default',
      dataset_name: 'weather',
      splits: { train: { name: 'train', num_examples: 1461 }, test: { num_examples: 406 } },
    });
    expect(Object.keys(json.dataset_info.default.features)).toEqual([
      'date',
      'precipitation',
      'temp_max',
      'temp_min',
      'wind',
      'weather',
    ]);
  });

  it('/parquet, and the files it names', async () => {
    const { json } = await get('/parquet?dataset=me/weather');
    const [file] = json.parquet_files;
    expect(file).toMatchObject({ config: 'default', split: 'train', filename: '0000.parquet' });
    expect(file.url).toBe(
      `${rowhouse.url}/datasets/me/weather/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet`,
    );
    const whole = await fetch(file.url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(bytes.length).toBe(file.size);
    expect(bytes.subarray(0, 4).toString()).toBe('PAR1');
    const range = await fetch(file.url, { headers: { Range: 'bytes=-4' } });
    expect(range.status).toBe(206);
    expect(await range.text()).toBe('PAR1');
    expect(range.headers.get('content-range')).toBe(`bytes ${file.size - 4}-${file.size - 1}/${file.size}`);
  });

  it('originals by resolve, byte for byte', async () => {
    const answer = await fetch(`${rowhouse.url}/datasets/me/weather/resolve/main/train.csv`);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(await vega('seattle-weather.csv'));
    expect(answer.headers.get('x-repo-commit')).toBe(revision);
    const again = await fetch(`${rowhouse.url}/datasets/me/weather/resolve/main/train.csv`, {
      headers: { 'If-None-Match': answer.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it('/first-rows', async () => {
    const { json } = await get(`/first-rows?${place}`);
    expect(json).toMatchObject({ dataset: 'me/weather', config: 'default', split: 'train', truncated: true });
    expect(json.features[0]).toMatchObject({ feature_idx: 0, name: 'date' });
    expect(json.rows).toHaveLength(100);
    expect(json.rows[0]).toMatchObject({
      row_idx: 0,
      row: { precipitation: 0, weather: 'drizzle' },
      truncated_cells: [],
    });
  });

  it('/rows by page, up to the last row and past it', async () => {
    const { json, headers } = await get(`/rows?${place}&offset=1459&length=5`);
    expect(json).toMatchObject({ num_rows_total: 1461, num_rows_per_page: 100, partial: false });
    expect(json.rows.map(({ row_idx }: { row_idx: number }) => row_idx)).toEqual([1459, 1460]);
    expect(json.rows[1].row).toMatchObject({ precipitation: 0, temp_max: 5.6, weather: 'sun' });
    expect(headers.get('x-revision')).toBe(revision);
    expect((await get(`/rows?${place}&offset=99999`)).json.rows).toEqual([]);
    expect((await get(`/rows?${place}`)).json.rows).toHaveLength(100);
    expect((await get(`/rows?${place}&length=0`)).json.rows).toEqual([]);
  });

  it('/filter, and the filtered rows as a file', async () => {
    const where = encodeURIComponent(`"weather"='snow' and "wind">5`);
    const { status, json, headers } = await get(
      `/filter?${place}&where=${where}&orderby=%22date%22%20DESC&length=2`,
    );
    expect([status, headers.get('x-revision')]).toEqual([200, revision]);
    expect(json).toMatchObject({ num_rows_total: 11, num_rows_per_page: 100, partial: false });
    expect(json.rows).toHaveLength(2);
    expect(json.rows[0].row).toMatchObject({ weather: 'snow' });
    const { text } = await get(`/filter?${place}&where=${where}&format=csv&columns=weather,wind`);
    expect(text.trimEnd().split('\n')).toHaveLength(12);
    const wrong = await get(`/filter?${place}&where=weather=1`);
    expect([wrong.status, wrong.json.error]).toEqual([
      422,
      "Parameter 'where' contains errors or invalid symbols",
    ]);
    const { json: whole } = await get(`/cell?${place}&row=0&column=wind`);
    expect(whole).toBe(4.7);
  });

  it('/statistics', async () => {
    const { json } = await get(`/statistics?${place}`);
    expect(json).toMatchObject({ num_examples: 1461, partial: false });
    const names = json.statistics.map(({ column_name }: { column_name: string }) => column_name);
    expect(names).toEqual([...names].sort());
    const weather = json.statistics.find(
      ({ column_name }: { column_name: string }) => column_name === 'weather',
    );
    expect(weather).toMatchObject({
      column_type: 'string_label',
      column_statistics: {
        nan_count: 0,
        n_unique: 5,
        frequencies: { sun: 640, rain: 641, fog: 101, drizzle: 53, snow: 26 },
      },
    });
  });

  it('/is-valid at every level', async () => {
    const valid = { preview: true, viewer: true, search: true, filter: true, statistics: true };
    for (const query of ['dataset=me/weather', 'dataset=me/weather&config=default', place]) {
      expect((await get(`/is-valid?${query}`)).json).toEqual(valid);
    }
  });

  it('answers HEAD, CORS, ETag with 304 and compression', async () => {
    const head = await rowhouse.client.request(`/rows?${place}`, { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    const answer = await get(`/rows?${place}`, {
      Origin: 'https://example.org',
      'Accept-Encoding': 'identity',
    });
    expect(answer.headers.get('access-control-allow-origin')).toMatch(/^(\*|https:\/\/example\.org)$/);
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/X-Error-Code/i);
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/X-Revision/i);
    const again = await get(`/rows?${place}`, { 'If-None-Match': answer.headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
    for (const encoding of ['gzip', 'br']) {
      const packed = await get(`/rows?${place}`, { 'Accept-Encoding': encoding });
      expect(packed.headers.get('content-encoding')).toBe(encoding);
      expect(packed.json).toEqual(answer.json);
    }
  });

  it('refuses in the words of the reference', async () => {
    const cases: [string, number, string, string][] = [
      ['/splits', 422, 'MissingRequiredParameter', "Parameter 'dataset' is required"],
      [
        '/first-rows?dataset=a/b',
        422,
        'MissingRequiredParameter',
        "Parameters 'dataset', 'config' and 'split' are required",
      ],
      ['/rows?dataset=a/b', 422, 'MissingRequiredParameter', "Parameter 'config' is required"],
      [`/rows?${place}&offset=x`, 422, 'InvalidParameter', "Parameter 'offset' must be integer"],
      [
        `/rows?${place}&length=101`,
        422,
        'InvalidParameter',
        "Parameter 'length' must not be greater than 100",
      ],
      [`/rows?${place.replace('train', 'nope')}`, 404, 'ResponseNotFound', 'Not found.'],
      ['/size?dataset=me/weather&config=nope', 404, 'ResponseNotFound', 'Not found.'],
    ];
    for (const [path, status, code, text] of cases) {
      const answer = await get(path);
      expect([path, answer.status, answer.headers.get('x-error-code'), answer.json.error]).toEqual([
        path,
        status,
        code,
        text,
      ]);
      expect(answer.json.code).toBe(code);
    }
    const missing = await get('/splits?dataset=no/body');
    expect([missing.status, missing.headers.get('x-error-code')]).toEqual([
      401,
      'ExternalUnauthenticatedError',
    ]);
  });

  it('hides what is not for outside, and serves the admin', async () => {
    expect((await get('/healthcheck')).text).toBe('ok');
    expect((await get('/metrics')).status).toBe(404);
    expect((await get('/admin/metrics')).status).toBe(404);
    expect((await get('/admin/healthcheck')).text).toBe('ok');
    expect((await get('/admin/pending-jobs')).status).toBe(200);
  });
});
