import { readdir, readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import type { ColumnStatistics, NumericalStatistics } from '@rowhouse/contract';
import { vegaFile, Workbench } from '../testing/workbench.js';
import { describe as describeSplit } from './describe.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

type Described = Record<string, Pick<ColumnStatistics, 'column_type' | 'column_statistics'>>;

/** What the reference tells too: the rest is tested in `further.spec.ts`. */
function ofReference<Column extends Pick<ColumnStatistics, 'column_statistics'>>(column: Column): Column {
  const statistics: Record<string, unknown> = { ...column.column_statistics };
  for (const field of ['quantiles', 'n_unique_approx', 'most_frequent', 'items']) delete statistics[field];
  return { ...column, column_statistics: statistics };
}

describe('describe', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const failed: string[] = [];
  const ofParquet = async (select: string, features?: object): Promise<Described> => {
    const path = bench.path(`${crypto.randomUUID()}.parquet`);
    const metadata = features
      ? `, KV_METADATA {huggingface: '${JSON.stringify({ info: { features } })}'}`
      : '';
    await bench.sql(`COPY (${select}) TO '${path}' (FORMAT parquet ${metadata})`);
    const split = await bench.convert([await bench.upload('x.parquet', await readFile(path))]);
    failed.length = 0;
    const { statistics } = await describeSplit(bench.engine, {
      ...split,
      onColumnFailed: (column) => failed.push(column),
    });
    expect(failed).toEqual([]);
    // As a client reads it: integers beyond 2^53 are exact in the text.
    return Object.fromEntries(
      statistics.map(({ column_name, ...rest }) => [column_name, JSON.parse(JSON.stringify(rest))]),
    );
  };
  const valuesOf = async (sqlValues: string) => {
    const { x } = await ofParquet(`SELECT unnest(${sqlValues}) AS x`);
    return x as NonNullable<typeof x>;
  };

  it('gives the numbers of the reference for its four rows', async () => {
    const split = await bench.convert([
      await bench.upload(
        'x.jsonl',
        [
          '{"col_2": 0, "col_3": 0.0, "col_5": true, "col_6": [1, 2, 3]}',
          '{"col_2": 1, "col_3": 1.0, "col_5": false, "col_6": [1, 2, 3, 4]}',
          '{"col_2": 2, "col_3": 2.0, "col_5": true, "col_6": [1, 2, 3, 4, 5]}',
          '{"col_2": 3, "col_3": 3.0, "col_5": null, "col_6": null}',
        ].join('\n'),
      ),
    ]);
    const none = { nan_count: 0, nan_proportion: 0 };
    const described = await describeSplit(bench.engine, split);
    expect({ ...described, statistics: described.statistics.map(ofReference) }).toEqual({
      num_examples: 4,
      partial: false,
      statistics: [
        {
          column_name: 'col_2',
          column_type: 'int',
          column_statistics: {
            ...none,
            min: 0,
            max: 3,
            mean: 1.5,
            median: 1.5,
            std: 1.29099,
            histogram: { hist: [1, 1, 2], bin_edges: [0, 1, 2, 3] },
          },
        },
        {
          column_name: 'col_3',
          column_type: 'float',
          column_statistics: {
            ...none,
            min: 0,
            max: 3,
            mean: 1.5,
            median: 1.5,
            std: 1.29099,
            histogram: {
              hist: [1, 0, 0, 1, 0, 0, 1, 0, 0, 1],
              bin_edges: [0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4, 2.7, 3],
            },
          },
        },
        {
          column_name: 'col_5',
          column_type: 'bool',
          column_statistics: { nan_count: 1, nan_proportion: 0.25, frequencies: { True: 2, False: 1 } },
        },
        {
          column_name: 'col_6',
          column_type: 'list',
          column_statistics: {
            nan_count: 1,
            nan_proportion: 0.25,
            min: 3,
            max: 5,
            mean: 4,
            median: 4,
            std: 1,
            histogram: { hist: [1, 2], bin_edges: [3, 4, 5] },
          },
        },
      ],
    });
  });

  it('gives two adjacent integers a bin each', async () => {
    const { column_statistics } = await valuesOf('[0, 1, 1, 0, 1]');
    expect(column_statistics).toMatchObject({
      min: 0,
      max: 1,
      histogram: { hist: [2, 3], bin_edges: [0, 1, 1] },
    });
  });

  it('describes a single value', async () => {
    for (const [values, value] of [
      ['[7]', 7],
      ['[7.5::DOUBLE]', 7.5],
    ] as const) {
      expect(ofReference(await valuesOf(values)).column_statistics).toEqual({
        nan_count: 0,
        nan_proportion: 0,
        min: value,
        max: value,
        mean: value,
        median: value,
        std: null,
        histogram: { hist: [1], bin_edges: [value, value] },
      });
    }
  });

  it.each([
    ['INTEGER', 'int'],
    ['DOUBLE', 'float'],
    ['VARCHAR', 'string_text'],
    ['INTEGER[]', 'list'],
    ['TIMESTAMP', 'datetime'],
  ])('describes a column of nothing but null: %s', async (type, column_type) => {
    expect(ofReference(await valuesOf(`[NULL, NULL]::${type}[]`))).toEqual({
      column_type,
      column_statistics: {
        nan_count: 2,
        nan_proportion: 1,
        min: null,
        max: null,
        mean: null,
        median: null,
        std: null,
        histogram: null,
      },
    });
  });

  it('counts NaN and infinities as null', async () => {
    const { column_statistics } = await valuesOf(`['nan', 'inf', '-inf', NULL, '1', '3']::DOUBLE[]`);
    expect(column_statistics).toMatchObject({
      nan_count: 4,
      nan_proportion: 0.66667,
      min: 1,
      max: 3,
      mean: 2,
      median: 2,
    });
  });

  it('keeps tiny numbers and narrow ranges apart', async () => {
    const tiny = (await valuesOf('[1.23456e-7, 2.5e-7]::DOUBLE[]')).column_statistics as NumericalStatistics;
    expect(tiny).toMatchObject({ min: 1.2346e-7, max: 2.5e-7 });
    const narrow = (await valuesOf('[1.000001, 1.000002]::DOUBLE[]'))
      .column_statistics as NumericalStatistics;
    expect(new Set(narrow.histogram?.bin_edges).size).toBe(11);
  });

  it('stands huge doubles', async () => {
    const { column_statistics } = await valuesOf('[-1.7e308, 1.7e308, 0]::DOUBLE[]');
    expect(column_statistics).toMatchObject({
      min: -1.7e308,
      max: 1.7e308,
      mean: 0,
      histogram: { hist: [1, 0, 0, 0, 0, 1, 0, 0, 0, 1] },
    });
  });

  it('keeps 64-bit integers exact', async () => {
    const path = bench.path('exact.parquet');
    await bench.sql(
      `COPY (SELECT unnest([9007199254740993, 9007199254740995, 9007199254740997]) AS x) TO '${path}' (FORMAT parquet)`,
    );
    const split = await bench.convert([await bench.upload('x.parquet', await readFile(path))]);
    const text = JSON.stringify((await describeSplit(bench.engine, split)).statistics);
    expect(text).toContain('"min":9007199254740993,"max":9007199254740997');
    expect(text).toContain('"median":9007199254740995');
    expect((await valuesOf('[18446744073709551615, 0]::UBIGINT[]')).column_type).toBe('int');
    expect((await valuesOf('[9223372036854775807, -9223372036854775808]::BIGINT[]')).column_type).toBe('int');
  });

  it('tells labels from text', async () => {
    expect(await valuesOf(`['b', 'a', 'b', NULL]`)).toEqual({
      column_type: 'string_label',
      column_statistics: {
        nan_count: 1,
        nan_proportion: 0.25,
        no_label_count: 0,
        no_label_proportion: 0,
        n_unique: 2,
        frequencies: { b: 2, a: 1 },
      },
    });
    const many = await ofParquet(
      `SELECT 'v' || (i % 1000) AS label, 'v' || (i % 1001) AS text, 'v' || (i % 2000) AS share FROM range(6000) t(i)`,
    );
    expect(many.label?.column_type).toBe('string_label');
    expect(many.text?.column_type).toBe('string_text');
    const few = await ofParquet(
      `SELECT 'v' || (i % 11) AS eleven, 'v' || (i % 10) AS ten FROM range(50) t(i)`,
    );
    expect([few.eleven?.column_type, few.ten?.column_type]).toEqual(['string_text', 'string_label']);
  });

  it('measures text in characters', async () => {
    const values = Array.from({ length: 11 }, (_, i) => `'${'ä'.repeat(i + 1)}😀'`).join();
    expect((await valuesOf(`[${values}]`)).column_statistics).toMatchObject({
      min: 2,
      max: 12,
      mean: 7,
      median: 7,
    });
  });

  it('describes points in time, also those written as text', async () => {
    const { ts, day, text, zone } = await ofParquet(`SELECT
      unnest([TIMESTAMP '2020-01-01', TIMESTAMP '2020-01-03', NULL]) AS ts,
      unnest([DATE '2020-01-01', DATE '2020-01-03', NULL]) AS day,
      unnest(['Jan 1 2020', 'Jan 3 2020', NULL]) AS text,
      unnest([TIMESTAMPTZ '2020-01-01 00:00:00+00', TIMESTAMPTZ '2020-01-03 00:00:00+00', NULL]) AS zone`);
    const expected = {
      nan_count: 1,
      nan_proportion: 0.33333,
      min: '2020-01-01 00:00:00',
      max: '2020-01-03 00:00:00',
      mean: '2020-01-02 00:00:00',
      median: '2020-01-02 00:00:00',
      std: '1 day, 9:56:28.051789',
    };
    for (const column of [ts, day, text]) {
      expect(column).toMatchObject({ column_type: 'datetime', column_statistics: expected });
      expect(column).toHaveProperty('column_statistics.histogram.hist', [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    }
    expect(zone?.column_statistics).toMatchObject({ min: '2020-01-01 00:00:00+0000' });
  });

  it('takes text for text when a later value is no date', async () => {
    const { x } = await ofParquet(
      `SELECT CASE WHEN i = 150 THEN 'soon' ELSE '2020-01-01' END AS x FROM range(200) t(i)`,
    );
    expect(x?.column_type).toBe('string_label');
  });

  it('counts class labels by name', async () => {
    const { x } = await ofParquet('SELECT unnest([0, 1, 1, -1, NULL]) AS x', {
      x: { _type: 'ClassLabel', names: ['cat', 'dog', 'cow'] },
    });
    expect(x).toEqual({
      column_type: 'class_label',
      column_statistics: {
        nan_count: 1,
        nan_proportion: 0.2,
        no_label_count: 1,
        no_label_proportion: 0.2,
        n_unique: 3,
        frequencies: { cat: 1, dog: 2, cow: 0 },
      },
    });
  });

  it('goes on after a column that fails', async () => {
    const split = await bench.convert([await vegaFile('cars.json')]);
    const broken = { feature_idx: 99, name: 'Absent', type: { _type: 'Value', dtype: 'int64' } } as const;
    const columns = [broken, ...split.columns];
    const seen: string[] = [];
    const { statistics } = await describeSplit(bench.engine, {
      ...split,
      columns,
      onColumnFailed: (name) => seen.push(name),
    });
    expect(seen).toEqual(['Absent']);
    expect(statistics).toHaveLength(9);
  });

  it('describes a wide table as its columns on their own, and leaves no copies behind', async () => {
    const names = Array.from({ length: 320 }, (_, index) => `c${String(index).padStart(3, '0')}`);
    const values = ['range', "'t' || range", 'range / 3', '[range]'];
    const list = names.map((name, index) => `${values[index % 4]} AS ${name}`).join(', ');
    const described = await ofParquet(`SELECT ${list} FROM range(20)`);
    expect(Object.keys(described)).toEqual(names);
    const alone = await ofParquet(
      `SELECT ${values.map((value, index) => `${value} AS ${names[index]}`).join(', ')} FROM range(20)`,
    );
    for (const [index, name] of names.entries()) {
      expect([name, described[name]]).toEqual([name, alone[names[index % 4] ?? '']]);
    }
    expect(await readdir(bench.engine.scratchDir)).toEqual([]);
  }, 180_000);

  it('describes a split without rows', async () => {
    const split = await bench.convert([await bench.upload('h.csv', 'a,b\n')]);
    const { num_examples, statistics } = await describeSplit(bench.engine, split);
    expect(num_examples).toBe(0);
    expect(statistics.map(({ column_statistics }) => column_statistics.nan_proportion)).toEqual([0, 0]);
  });

  it('agrees with a count by hand on real data', async () => {
    const file = await vegaFile('movies.json');
    const source = (JSON.parse(await readFile(file.path, 'utf8')) as Record<string, number | null>[]).map(
      (row) => row['IMDB Rating'] ?? null,
    );
    const values = source.filter((value): value is number => value !== null).sort((a, b) => a - b);
    const { statistics } = await describeSplit(bench.engine, await bench.convert([file]));
    const rating = statistics.find(({ column_name }) => column_name === 'IMDB Rating')
      ?.column_statistics as NumericalStatistics;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(rating).toMatchObject({
      nan_count: source.length - values.length,
      min: values[0],
      max: values.at(-1),
    });
    expect(rating.mean).toBeCloseTo(mean, 4);
    expect(rating.histogram?.hist.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    expect(rating.median).toBe(values[Math.floor(values.length / 2)]);
  });

  it('stops when the signal aborts', async () => {
    const split = await bench.convert([await vegaFile('cars.json')]);
    const described = describeSplit(bench.engine, {
      ...split,
      signal: AbortSignal.abort(new Error('enough')),
    });
    await expect(described).rejects.toThrow('enough');
  });
});
