import { readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { dtypes, Workbench } from '../testing/workbench.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('several files of one split', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const convert = async (files: Record<string, string>) => {
    const uploads = [];
    for (const [name, content] of Object.entries(files)) uploads.push(await bench.upload(name, content));
    return bench.convert(uploads);
  };
  const parquet = async (name: string, select: string) => {
    const path = bench.path(`${crypto.randomUUID()}.parquet`);
    await bench.sql(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
    return bench.upload(name, await readFile(path));
  };

  it('follow each other in natural order of their names', async () => {
    const files = Object.fromEntries([10, 2, 1, 20].map((i) => [`part-${i}.csv`, `n\n${i}\n${i + 0.5}\n`]));
    const rows = await bench.rows(await convert(files));
    expect(rows.map(({ n }) => n)).toEqual([1, 1.5, 2, 2.5, 10, 10.5, 20, 20.5]);
  });

  it('may have different columns, joined by name', async () => {
    const split = await convert({ 'a.csv': 'x,y\n1,a\n', 'b.csv': 'y,z\nb,2020-01-01\n' });
    expect(await bench.rows(split)).toEqual([
      { x: 1, y: 'a', z: null },
      { x: null, y: 'b', z: '2020-01-01' },
    ]);
  });

  it('may be of different formats', async () => {
    const rows = await bench.rows(
      await convert({ 'a.csv': 'x\n1\n', 'b.jsonl': '{"x": 2.5}\n', 'c.tsv': 'x\n3\n' }),
    );
    expect(rows.map(({ x }) => x)).toEqual([1, 2.5, 3]);
  });

  it('keep text as it was written where another file has numbers', async () => {
    const split = await convert({ 'a.csv': 'code,n\n007,1\n', 'b.csv': 'code,n\n1e5,2\nabc,3\n' });
    expect(dtypes(split)).toEqual({ code: 'string', n: 'int64' });
    expect((await bench.rows(split)).map(({ code }) => code)).toEqual(['007', '1e5', 'abc']);
  });

  it('widen the numbers of typed files', async () => {
    const split = await bench.convert([
      await parquet('a.parquet', "SELECT 1::TINYINT AS x, DATE '2020-01-01' AS d"),
      await parquet('b.parquet', "SELECT 2.5::DOUBLE AS x, TIMESTAMP '2020-01-01 01:00:00' AS d"),
    ]);
    expect(dtypes(split)).toEqual({ x: 'float64', d: 'timestamp[us]' });
  });

  it.each([
    ['text and number', "SELECT 'a' AS x", /'b.parquet'.*'x' is INTEGER.*'a.parquet' it is VARCHAR/],
    ['list and number', 'SELECT [1] AS x', /'b.parquet'.*'x' is INTEGER.*INTEGER\[\]/],
  ])('are refused when typed files contradict: %s', async (_, select, message) => {
    const files = [await parquet('a.parquet', select), await parquet('b.parquet', 'SELECT 1 AS x')];
    await expect(bench.convert(files)).rejects.toMatchObject({
      code: 'DatasetGenerationCastError',
      message: expect.stringMatching(message),
    });
  });

  it('name the file that is broken', async () => {
    await expect(convert({ 'a.csv': 'x,y\n1,2\n', 'b.csv': 'x,y\n1,2\n3\n' })).rejects.toMatchObject({
      message: expect.stringMatching(/'b.csv'.*line 3/),
    });
    const good = `x,y\n${'1,2\n'.repeat(40_000)}`;
    await expect(convert({ 'a.csv': good, 'b.csv': `${good}3\n`, 'c.csv': good })).rejects.toMatchObject({
      message: expect.stringMatching(/'b.csv'.*line 40002/),
    });
  });
});
