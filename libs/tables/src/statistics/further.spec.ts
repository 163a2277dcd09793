import { readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import type { ColumnStatistics } from '@rowhouse/contract';
import { Workbench } from '../testing/workbench.js';
import { describe as describeSplit } from './describe.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

type Described = Pick<ColumnStatistics, 'column_type' | 'column_statistics'>;

describe('statistics beyond the reference', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  async function columnsOf(select: string): Promise<Record<string, Described>> {
    const path = bench.path(`${crypto.randomUUID()}.parquet`);
    await bench.sql(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
    const split = await bench.convert([await bench.upload('x.parquet', await readFile(path))]);
    const failed: unknown[] = [];
    const { statistics } = await describeSplit(bench.engine, {
      ...split,
      onColumnFailed: (...failure) => failed.push(failure),
    });
    expect(failed).toEqual([]);
    // As a client reads it.
    return JSON.parse(
      JSON.stringify(Object.fromEntries(statistics.map(({ column_name, ...rest }) => [column_name, rest]))),
    );
  }
  const valuesOf = async (values: string) =>
    (await columnsOf(`SELECT unnest(${values}) AS x`)).x as Described;

  it('gives quantiles of many and of few integers, and counts different ones', async () => {
    const quantiles = { '0.01': 100, '0.05': 500, '0.25': 2500, '0.75': 7500, '0.95': 9500, '0.99': 9900 };
    const many = (await valuesOf('range(1, 10001)')).column_statistics as { n_unique_approx: number };
    expect(many).toMatchObject({ median: 5000.5, quantiles });
    expect(Math.abs(many.n_unique_approx - 10_000)).toBeLessThan(2500);
    const few = await columnsOf('SELECT i // 100 AS x FROM range(10000) t(i)');
    expect(few.x?.column_statistics).toMatchObject({
      median: 49.5,
      n_unique_approx: 100,
      quantiles: { '0.01': 0, '0.05': 4, '0.25': 24, '0.75': 74, '0.95': 94, '0.99': 98 },
      histogram: {
        hist: Array.from({ length: 10 }, () => 1000),
        bin_edges: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99],
      },
    });
  });

  it('finds the most frequent texts among many', async () => {
    const { x } = await columnsOf(
      `SELECT CASE WHEN i % 10 = 0 THEN 'it''s "😀"' WHEN i % 10 = 1 AND i < 9000 THEN 'b' ELSE 'unique ' || i END AS x
       FROM range(20000) t(i)`,
    );
    expect(x?.column_type).toBe('string_text');
    expect(x?.column_statistics).toHaveProperty('most_frequent[0]', { value: `it's "😀"`, count: 2000 });
    expect(x?.column_statistics).toHaveProperty('most_frequent[1]', { value: 'b', count: 900 });
  });

  it('has mean and deviation of integers beyond 2^53', async () => {
    const { column_statistics } = await valuesOf('[9007199254740993, 9007199254740995, 9007199254740997]');
    // 9007199254740995 in the text; the nearest double after parsing.
    expect(column_statistics).toMatchObject({ mean: 9007199254740996, std: 2 });
  });

  it('describes 128-bit integers, also when they span more than 128 bits', async () => {
    const { column_type, column_statistics } = await valuesOf(
      `['-99999999999999999999999999999999999999', '99999999999999999999999999999999999999', '0']::DECIMAL(38, 0)[]`,
    );
    expect(column_type).toBe('int');
    expect(column_statistics).toMatchObject({ nan_count: 0, min: -1e38, max: 1e38, median: 0 });
    expect(column_statistics).toHaveProperty('histogram.hist', [1, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  });

  it('keeps every digit of decimals at their ends', async () => {
    const path = bench.path('decimals.parquet');
    await bench.sql(
      `COPY (SELECT unnest(['12345678901234567890.12', '-1.50', '7'])::DECIMAL(38, 2) AS x) TO '${path}' (FORMAT parquet)`,
    );
    const split = await bench.convert([await bench.upload('x.parquet', await readFile(path))]);
    const { statistics } = await describeSplit(bench.engine, split);
    expect(JSON.stringify(statistics)).toContain('"min":-1.5,"max":12345678901234567890.12,');
    expect((await valuesOf('[1.25, 2.75]::DECIMAL(5, 2)[]')).column_statistics).toMatchObject({
      min: 1.25,
      max: 2.75,
      mean: 2,
      median: 2,
      std: 1.06066,
    });
  });

  it('describes points in time before year 1, after 9999, and fractions of a second apart', async () => {
    const far = await valuesOf(
      `[TIMESTAMP '0044-03-15 (BC) 10:00:00', TIMESTAMP '12024-02-29 12:00:00', TIMESTAMP 'infinity']`,
    );
    expect(far).toMatchObject({
      column_type: 'datetime',
      column_statistics: {
        nan_count: 1,
        min: '-000043-03-15 10:00:00',
        max: '+012024-02-29 12:00:00',
        histogram: { hist: [1, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
      },
    });
    const near = await valuesOf(`[TIMESTAMP '2020-01-01', TIMESTAMP '2020-01-01 00:00:01']`);
    expect(near.column_statistics).toMatchObject({
      min: '2020-01-01 00:00:00',
      mean: '2020-01-01 00:00:00.500000',
      histogram: { bin_edges: expect.arrayContaining(['2020-01-01 00:00:00.100000']) },
    });
    const days = await valuesOf(`[DATE '0001-01-01 (BC)', DATE '9999-12-31', DATE '5881580-07-10']`);
    expect(days.column_statistics).toMatchObject({
      nan_count: 1,
      min: '+000000-01-01 00:00:00',
      max: '9999-12-31 00:00:00',
    });
  });

  it('describes times of day', async () => {
    expect(await valuesOf(`[TIME '06:00:00', TIME '18:00:00', NULL]`)).toMatchObject({
      column_type: 'time',
      column_statistics: {
        nan_count: 1,
        min: '06:00:00',
        max: '18:00:00',
        mean: '12:00:00',
        median: '12:00:00',
        std: '8:29:07.012947',
        histogram: { hist: [1, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
      },
    });
  });

  it('measures binaries in bytes and JSON in characters', async () => {
    expect(await valuesOf(`['abc'::BLOB, '\\xFF'::BLOB, 'abc'::BLOB, NULL]`)).toMatchObject({
      column_type: 'binary',
      column_statistics: { nan_count: 1, min: 1, max: 3, median: 3, n_unique_approx: 2 },
    });
    expect(await valuesOf(`['{"a": 1}'::JSON, '[]'::JSON]`)).toMatchObject({
      column_type: 'json',
      column_statistics: { min: 2, max: 8 },
    });
  });

  it('describes the fields of structs and the items of lists, at any place', async () => {
    const { x, lists, map } = await columnsOf(`SELECT
      unnest([{'id': 1, 'a.b "c"': [{'n': 1.5}, {'n': 2.5}]}, {'id': 3, 'a.b "c"': []}, NULL]) AS x,
      unnest([[[1, 2], [3]], [[4, NULL]], NULL]) AS lists,
      unnest([MAP {'k': 1, 'l': 2}, MAP {}, NULL]) AS map`);
    expect(x).toMatchObject({
      column_type: 'struct',
      column_statistics: {
        nan_count: 1,
        nan_proportion: 0.33333,
        fields: [
          {
            column_name: 'id',
            column_type: 'int',
            column_statistics: { nan_count: 1, min: 1, max: 3, mean: 2 },
          },
          {
            column_name: 'a.b "c"',
            column_type: 'list',
            column_statistics: {
              min: 0,
              max: 2,
              items: {
                column_type: 'struct',
                column_statistics: {
                  nan_count: 0,
                  fields: [
                    { column_name: 'n', column_type: 'float', column_statistics: { min: 1.5, max: 2.5 } },
                  ],
                },
              },
            },
          },
        ],
      },
    });
    expect(lists?.column_statistics).toMatchObject({
      nan_count: 1,
      max: 2,
      items: {
        column_type: 'list',
        column_statistics: {
          min: 1,
          max: 2,
          items: { column_type: 'int', column_statistics: { nan_count: 1, max: 4 } },
        },
      },
    });
    expect(map?.column_statistics).toMatchObject({
      max: 2,
      items: {
        column_type: 'struct',
        column_statistics: { fields: [{ column_name: 'key' }, { column_name: 'value' }] },
      },
    });
  });

  it('goes on beside a field that fails', async () => {
    const path = bench.path('field.parquet');
    await bench.sql(`COPY (SELECT {'a': 1} AS s) TO '${path}' (FORMAT parquet)`);
    const split = await bench.convert([await bench.upload('x.parquet', await readFile(path))]);
    const value = { _type: 'Value', dtype: 'int32' } as const;
    const failed: string[] = [];
    const { statistics } = await describeSplit(bench.engine, {
      ...split,
      columns: [{ feature_idx: 0, name: 's', type: { gone: value, a: value } }],
      onColumnFailed: (column) => failed.push(column),
    });
    expect(failed).toEqual(['s.gone']);
    expect(statistics).toHaveProperty('[0].column_statistics.fields.length', 1);
  });
});
