import { gzipSync } from 'node:zlib';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { Rowhouse } from './house/rowhouse.js';
import { vega } from './house/vega.js';

describe('every format that goes in comes out as rows', () => {
  let rowhouse: Rowhouse;
  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'rabbitmq' });
  }, 120_000);
  afterAll(() => rowhouse?.stop());

  const rowsOf = async (dataset: string, config = 'default', split = 'train') => {
    const { status, json, text } = await rowhouse.client.get(
      `/rows?dataset=${dataset}&config=${config}&split=${split}&length=3`,
    );
    if (status !== 200) throw new Error(`${dataset}: ${status} ${text}`);
    return json;
  };
  const ingest = async (dataset: string, files: Record<string, Uint8Array | string>) => {
    const detail = await rowhouse.client.publish(dataset, files);
    const failed = detail.steps.filter((step: { state: string }) => step.state === 'failed');
    expect(failed).toEqual([]);
  };

  it('CSV, TSV and their gzip', async () => {
    const csv = await vega('seattle-weather.csv');
    await ingest('f/csv-gz', { 'weather.csv.gz': gzipSync(csv) });
    await ingest('f/tsv', { 'unemployment.tsv': await vega('unemployment.tsv') });
    expect((await rowsOf('f/csv-gz')).num_rows_total).toBe(1461);
    expect((await rowsOf('f/tsv')).rows[0].row).toEqual({ id: 1001, rate: 0.097 });
    const european = 'name;amount\nAda;1.5\nBob;2.5\n';
    await ingest('f/semicolon', { 'amounts.csv': european });
    expect((await rowsOf('f/semicolon')).rows[0].row).toEqual({ name: 'Ada', amount: 1.5 });
  });

  it('JSON arrays, columns and lines', async () => {
    await ingest('f/json', { 'cars.json': await vega('cars.json') });
    const cars = await rowsOf('f/json');
    expect(cars.num_rows_total).toBe(406);
    expect(cars.rows[0].row).toMatchObject({ Name: 'chevrolet chevelle malibu', Cylinders: 8 });
    await ingest('f/columns', { 'table.json': '{"a":[1,2,3],"b":["x","y",null]}' });
    expect((await rowsOf('f/columns')).rows.map(({ row }: { row: object }) => row)).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
      { a: 3, b: null },
    ]);
    const lines = JSON.parse((await vega('movies.json')).toString()).map((row: object) =>
      JSON.stringify(row),
    );
    await ingest('f/lines', { 'movies.jsonl': lines.join('\n') });
    expect((await rowsOf('f/lines')).num_rows_total).toBe(lines.length);
  });

  it('Parquet, Arrow files and Arrow streams', async () => {
    await ingest('f/parquet', { 'flights.parquet': await vega('flights-3m.parquet') });
    expect((await rowsOf('f/parquet')).num_rows_total).toBe(3_000_000);
    const arrow = await vega('flights-200k.arrow');
    await ingest('f/arrow', { 'flights.arrow': arrow });
    const flights = await rowsOf('f/arrow');
    expect(flights.num_rows_total).toBe(200_000);
    await ingest('f/stream', { 'flights.arrow': tableToIPC(tableFromIPC(arrow), 'stream') });
    expect((await rowsOf('f/stream')).rows).toEqual(flights.rows);
  }, 180_000);

  it('folders as configs, names as splits, shards in order', async () => {
    await ingest('f/layout', {
      'en/train-00000-of-00002.csv': 'n\n0\n1\n',
      'en/train-00001-of-00002.csv': 'n\n2\n3\n',
      'en/validation.csv': 'n\n9\n',
      'fr/dev.jsonl': '{"n":7}\n',
      'README.md': '# Numbers',
    });
    const { json } = await rowhouse.client.get('/splits?dataset=f/layout');
    expect(
      json.splits.map(({ config, split }: { config: string; split: string }) => `${config}/${split}`),
    ).toEqual(['en/train', 'en/validation', 'fr/validation']);
    const { rows } = await rowsOf('f/layout', 'en', 'train');
    expect(rows.map(({ row }: { row: { n: number } }) => row.n)).toEqual([0, 1, 2]);
    const readme = await fetch(`${rowhouse.url}/datasets/f/layout/resolve/main/README.md`);
    expect(await readme.text()).toBe('# Numbers');
  });

  it('a raw body, also with Content-Encoding: gzip', async () => {
    const send = (path: string, body: Uint8Array | string, headers: Record<string, string> = {}) =>
      rowhouse.client.request(`/api/datasets/f/raw/upload?path=${path}`, {
        method: 'POST',
        body: body as string,
        headers: { 'Content-Type': 'text/csv', ...headers },
      });
    const first = await send('train.csv', 'n\n1\n');
    expect(first.status).toBe(202);
    expect(first.headers.get('x-consistency-token')).toBeTruthy();
    const second = await send('test.csv', gzipSync('n\n5\n6\n'), { 'Content-Encoding': 'gzip' });
    const detail = await rowhouse.client.processed('f/raw', second.json.revision);
    expect(detail.files.map(({ path }: { path: string }) => path)).toEqual(['test.csv', 'train.csv']);
    expect((await rowsOf('f/raw', 'default', 'test')).num_rows_total).toBe(2);
  });

  it('many uploads in quick succession: the last revision holds them all', async () => {
    const revisions: string[] = [];
    for (let part = 0; part < 15; part++) {
      const { json } = await rowhouse.client.upload('f/quick', { [`part${part}.csv`]: `n\n${part}\n` });
      revisions.push(json.revision);
    }
    const states = await Promise.all(
      revisions.map(async (revision) => (await rowhouse.client.processed('f/quick', revision)).state),
    );
    expect(states.at(-1)).toBe('ready');
    expect(new Set(states)).not.toContain('failed');
    const { json } = await rowhouse.client.get('/rows?dataset=f/quick&config=default&split=train');
    expect(json.rows.map(({ row }: { row: { n: number } }) => row.n)).toEqual([...Array(15).keys()]);
  });

  it('keeps big integers, dates, nested values and odd column names exact', async () => {
    await ingest('f/exact', {
      'exact.jsonl':
        '{"id":9007199254740993,"when":"2024-02-29T12:00:00","a \\"b\\".c 🎈":{"x":[1,2,{"y":null}]}}\n',
    });
    const { text } = await rowhouse.client.get('/rows?dataset=f/exact&config=default&split=train');
    expect(text).toContain('"id":9007199254740993');
    const { rows } = JSON.parse(text);
    expect(Object.keys(rows[0].row)).toEqual(['id', 'when', 'a "b".c 🎈']);
    expect(rows[0].row.when).toBe('2024-02-29T12:00:00');
  });
});
