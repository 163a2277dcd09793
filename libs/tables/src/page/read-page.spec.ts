import { jest } from '@jest/globals';
import type { ConvertedSplit } from '../convert/convert.js';
import { Workbench } from '../testing/workbench.js';
import { readPage, readPageJson } from './read-page.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('readPage', () => {
  let bench: Workbench;
  let long: ConvertedSplit;
  beforeAll(async () => {
    bench = await Workbench.open();
    const files = [];
    for (const [from, to] of [
      [0, 30_000],
      [30_000, 30_001],
      [30_001, 60_000],
    ] as const) {
      const path = bench.path(`part-${from}.parquet`);
      await bench.sql(
        `COPY (SELECT i AS n, 'row ' || i AS text FROM range(${from}, ${to}) t(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
      );
      files.push({ path, numRows: to - from, size: 0 });
    }
    long = {
      files,
      numRows: 60_000,
      numColumns: 2,
      numBytesMemory: 0,
      notes: [],
      columns: [
        { feature_idx: 0, name: 'n', type: { _type: 'Value', dtype: 'int64' } },
        { feature_idx: 1, name: 'text', type: { _type: 'Value', dtype: 'string' } },
      ],
    };
  });
  afterAll(() => bench.close());

  it.each([0, 1, 2047, 2048, 29_950, 30_000, 30_001, 59_950])('has row %i at its place', async (offset) => {
    const rows = await readPage(bench.engine, { ...long, offset, length: 100 });
    const expected = Array.from({ length: Math.min(100, 60_000 - offset) }, (_, i) => offset + i);
    expect(rows.map(({ row_idx }) => row_idx)).toEqual(expected);
    expect(rows.map(({ row }) => row.n)).toEqual(expected);
    expect(rows[0]?.row.text).toBe(`row ${offset}`);
  });

  it('is empty past the end', async () => {
    expect(await readPage(bench.engine, { ...long, offset: 60_000, length: 10 })).toEqual([]);
    expect(await readPageJson(bench.engine, { ...long, offset: 99_999_999, length: 10 })).toBe('[]');
  });

  it('gives the same as text', async () => {
    const page = { ...long, offset: 29_999, length: 4 };
    expect(JSON.parse(await readPageJson(bench.engine, page))).toEqual(
      JSON.parse(JSON.stringify(await readPage(bench.engine, page))),
    );
  });

  it('reads only the columns asked for, in their order', async () => {
    const columns = [...long.columns].reverse();
    expect(await readPageJson(bench.engine, { ...long, columns, offset: 5, length: 1 })).toBe(
      '[{"row_idx":5,"row":{"text":"row 5","n":5},"truncated_cells":[]}]',
    );
  });

  it('encodes every type as Hugging Face does', async () => {
    const split = await parquetOf(`SELECT
      'nan'::DOUBLE AS nan, '-inf'::FLOAT AS inf, 0.1::FLOAT AS f32, 1e300::DOUBLE AS f64,
      9223372036854775807 AS i64, 18446744073709551615::UBIGINT AS u64, 12.50::DECIMAL(10, 2) AS money,
      TIMESTAMP '2016-07-01' AS ts, TIMESTAMPTZ '2016-07-01 00:00:00.5+00' AS tz, DATE '2016-07-01' AS d, TIME '01:02:03' AS t,
      '\\x00\\xFFab'::BLOB AS bytes, [1, NULL, 3] AS list, {'x y': 1, 'z': [{'k': 9007199254740993}]} AS struct,
      MAP {'k': 1} AS map, '{"a": [1, 12345678901234567890, 1.5]}'::JSON AS json, NULL::INTEGER AS nothing, true AS yes, 'a"b\n' AS text`);
    expect(await readPageJson(bench.engine, { ...split, offset: 0, length: 1 })).toBe(
      `[{"row_idx":0,"row":{"nan":null,"inf":null,"f32":0.1,"f64":1e+300,"i64":9223372036854775807,"u64":18446744073709551615,"money":"12.50",` +
        `"ts":"2016-07-01T00:00:00","tz":"2016-07-01T00:00:00.500000+00:00","d":"2016-07-01","t":"01:02:03","bytes":"AP9hYg==",` +
        `"list":[1,null,3],"struct":{"x y":1,"z":[{"k":9007199254740993}]},"map":[{"key":"k","value":1}],` +
        `"json":{"a":[1,12345678901234567890,1.5]},"nothing":null,"yes":true,"text":"a\\"b\\n"},"truncated_cells":[]}]`,
    );
  });

  it('keeps strange column names, in order', async () => {
    const split = await parquetOf(
      `SELECT 1 AS "2", 2 AS "1", 3 AS "a""b", 4 AS "a.b", 5 AS "😀", 6 AS "__proto__", 7 AS "it's", 8 AS " "`,
    );
    expect(await readPageJson(bench.engine, { ...split, offset: 0, length: 1 })).toContain(
      `{"2":1,"1":2,"a\\"b":3,"a.b":4,"😀":5,"__proto__":6,"it's":7," ":8}`,
    );
    const [item] = await readPage(bench.engine, { ...split, offset: 0, length: 1 });
    expect(Object.keys(item?.row ?? {})).toContain('__proto__');
  });

  it('works when a column is called file_row_number', async () => {
    const split = await parquetOf('SELECT 100 - i AS file_row_number FROM range(50) t(i)');
    const rows = await readPage(bench.engine, { ...split, offset: 10, length: 2 });
    expect(rows.map(({ row_idx, row }) => [row_idx, row.file_row_number])).toEqual([
      [10, 90],
      [11, 89],
    ]);
  });

  async function parquetOf(select: string): Promise<ConvertedSplit> {
    const path = bench.path(`${crypto.randomUUID()}.parquet`);
    await bench.sql(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
    const { readFile } = await import('node:fs/promises');
    return bench.convert([await bench.upload('x.parquet', await readFile(path))]);
  }
});
