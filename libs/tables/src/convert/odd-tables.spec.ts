import { readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { TableEngine } from '../engine/table-engine.js';
import { readPageJson } from '../page/read-page.js';
import { firstRows } from '../preview/first-rows.js';
import { describe as describeSplit } from '../statistics/describe.js';
import { Workbench } from '../testing/workbench.js';
import type { ConvertedSplit } from './convert.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(180_000);

describe('odd tables', () => {
  let bench: Workbench;
  beforeAll(async () => {
    // As jobs have it: to write a struct of 1,500 fields takes DuckDB more than 1 GiB.
    bench = await Workbench.open(2048);
  });
  afterAll(() => bench.close());

  async function parquetOf(select: string): Promise<ConvertedSplit> {
    const path = bench.path(`${crypto.randomUUID()}.parquet`);
    await bench.sql(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
    return bench.convert([await bench.upload('x.parquet', await readFile(path))]);
  }

  it('of thousands of columns are converted, and read as a page', async () => {
    const names = Array.from({ length: 1100 }, (_, index) => `c${index}`);
    const list = names.map((name, index) => `${index % 2 ? "'t' || i" : `${index} + i`} AS ${name}`);
    const split = await parquetOf(`SELECT ${list.join(', ')} FROM range(2100) r(i)`);
    // Across the end of a chunk of rows, and of a group of columns.
    const rows = await bench.rows(split, 2046, 4);
    expect(Object.keys(rows[0] ?? {})).toEqual(names);
    expect(rows.map((row) => [row.c0, row.c1000, row.c1099])).toEqual(
      [2046, 2047, 2048, 2049].map((i) => [i, 1000 + i, `t${i}`]),
    );
    expect(split.numBytesMemory).toBeGreaterThan(1100 * 2100);
    // More than are read from the file itself.
    const columns = split.columns.slice(-310);
    const { statistics } = await describeSplit(bench.engine, { ...split, columns });
    expect(statistics).toHaveLength(310);
    expect(statistics.at(-1)).toMatchObject({ column_name: 'c999', column_type: 'string_text' });
    const many = Array.from({ length: 3000 }, (_, index) => `c${index}`);
    const csv = await bench.table('x.csv', `${many.join()}\n${many.map((_, index) => index).join()}\n`);
    expect(csv[0]?.c2999).toBe(2999);
  });

  it('of structs with more than a thousand fields', async () => {
    const s = Object.fromEntries(
      Array.from({ length: 1500 }, (_, index) => [`f${index}`, index % 2 ? 'x' : index]),
    );
    const lines = [1, 2].map((id) => JSON.stringify({ id, s }));
    const split = await bench.convert([await bench.upload('x.jsonl', lines.join('\n'))]);
    const [row] = await bench.rows(split);
    expect(Object.keys(row?.s as object)).toHaveLength(1500);
    const { statistics } = await describeSplit(bench.engine, split);
    // So many fields that only the first hundred are described.
    expect(statistics).toHaveProperty('[1].column_statistics.fields.length', 100);
  });

  it('with names of quotes, dots, emoji, 4 KB and other writing of the same name', async () => {
    const long = 'ä😀"\'.;--'.repeat(400).slice(0, 4096);
    const quoted = `"${long.replaceAll('"', '""')}"`;
    const split = await parquetOf(
      `SELECT 1 AS "a""b.c'd", 2 AS "😀", 3 AS ${quoted}, 4 AS " ", 5 AS "select", 6 AS "$1", 7 AS "__proto__"`,
    );
    expect(split.columns.map(({ name }) => name)).toEqual([
      'a"b.c\'d',
      '😀',
      long,
      ' ',
      'select',
      '$1',
      '__proto__',
    ]);
    const [row] = await bench.rows(split);
    expect(Object.values(row ?? {})).toHaveLength(7);
    const { statistics } = await describeSplit(bench.engine, split);
    expect(statistics).toHaveLength(7);
    const twice = await bench.convert([await bench.upload('x.csv', 'a,a,A\n1,2,3\n')]);
    expect(twice.columns).toHaveLength(3);
    expect(Object.values((await bench.rows(twice))[0] ?? {})).toEqual([1, 2, 3]);
  });

  it('nested twenty levels deep', async () => {
    const levels = 20;
    const value = `${"{'s': [".repeat(levels / 2)}1${']}'.repeat(levels / 2)}`;
    const split = await parquetOf(`SELECT ${value} AS deep`);
    expect(JSON.stringify(await bench.rows(split))).toContain(
      `${'{"s":['.repeat(levels / 2)}1${']}'.repeat(levels / 2)}`,
    );
    const { statistics } = await describeSplit(bench.engine, split);
    expect(statistics).toHaveLength(1);
  });

  it('with a cell of 5 MB: whole in a page, cut in first rows', async () => {
    const split = await parquetOf(`SELECT 1 AS id, repeat('é', 2500000) AS text`);
    const [row] = await bench.rows(split);
    expect(row?.text).toHaveLength(2_500_000);
    const preview = await firstRows(bench.engine, split);
    expect(preview.rows[0]?.truncated_cells).toEqual(['text']);
    expect(String(preview.rows[0]?.row.text).length).toBeLessThan(200);
    const { statistics } = await describeSplit(bench.engine, split);
    expect(statistics[1]?.column_type).toBe('string_text');
  });

  it('with NaN and infinities, at any depth and in JSON', async () => {
    const split = await parquetOf(
      `SELECT 'nan'::DOUBLE AS a, ['inf'::FLOAT, 1] AS b, {'c': '-inf'::DOUBLE} AS s, MAP {'k': 'nan'::DOUBLE} AS m`,
    );
    expect(await bench.rows(split)).toEqual([
      { a: null, b: [null, 1], s: { c: null }, m: [{ key: 'k', value: null }] },
    ]);
    const { statistics } = await describeSplit(bench.engine, split);
    expect(statistics.map(({ column_name }) => column_name)).toEqual(['a', 'b', 'm', 's']);
    expect(JSON.parse(JSON.stringify(statistics[0]?.column_statistics))).toMatchObject({
      nan_count: 1,
      min: null,
    });
  });

  it('of every type that a Parquet file can have', async () => {
    const split =
      await parquetOf(`SELECT true AS bool, 1::TINYINT AS i8, 1::SMALLINT AS i16, 1::INTEGER AS i32,
      1::BIGINT AS i64, 1::UTINYINT AS u8, 1::USMALLINT AS u16, 1::UINTEGER AS u32, 1::UBIGINT AS u64,
      1.5::FLOAT AS f32, 1.5::DOUBLE AS f64, 1.5::DECIMAL(4, 1) AS d4, 1.5::DECIMAL(18, 1) AS d18,
      1.5::DECIMAL(38, 1) AS d38, DATE '2020-01-01' AS day, TIME '01:02:03' AS time, TIMETZ '01:02:03+02' AS timetz,
      TIMESTAMP '2020-01-01' AS us, TIMESTAMP_S '2020-01-01' AS s, TIMESTAMP_MS '2020-01-01' AS ms,
      TIMESTAMP_NS '2020-01-01 00:00:00.123456789' AS ns, TIMESTAMPTZ '2020-01-01 00:00:00+00' AS tz,
      INTERVAL '1 month 2 days' AS span, 'text' AS text, 'bytes'::BLOB AS blob, '{"a": 1}'::JSON AS json,
      'a'::ENUM('a', 'b') AS choice, '00000000-0000-0000-0000-000000000001'::UUID AS uuid, [1] AS list,
      [1, 2]::INTEGER[2] AS pair, {'a': 1} AS struct, MAP {'a': 1} AS map, '101'::BIT AS bits,
      170141183460469231731687303715884105727::HUGEINT AS huge, NULL AS nothing`);
    expect(split.columns).toHaveLength(35);
    const [row] = await bench.rows(split);
    expect(row).toMatchObject({
      ns: '2020-01-01T00:00:00.123456789',
      timetz: expect.any(String),
      uuid: expect.any(String),
    });
    expect(Object.entries(row ?? {}).filter(([, value]) => value === null)).toEqual([['nothing', null]]);
    const failed: string[] = [];
    const { statistics } = await describeSplit(bench.engine, {
      ...split,
      onColumnFailed: (name) => failed.push(name),
    });
    expect(failed).toEqual([]);
    expect(statistics).toHaveLength(35);
  });

  it('in one big row group: pages are read within less memory than it takes', async () => {
    const path = bench.path('big-group.parquet');
    await bench.sql(
      `COPY (SELECT i AS id, repeat(md5(i::VARCHAR), 20) AS text FROM range(200000) t(i)) TO '${path}'
       (FORMAT parquet, ROW_GROUP_SIZE 1000000)`,
    );
    const split = await bench.convert([await bench.upload('x.parquet', await readFile(path))]);
    const groups = await bench.one(
      `SELECT max(row_group_num_rows)::INTEGER AS rows FROM parquet_metadata('${split.files[0]?.path}')`,
    );
    // Pages of rows unpack what they lie in: it is written anew in small groups.
    expect(groups.rows).toBeLessThan(60_000);
    const pages = await TableEngine.open({ memoryMb: 48, threads: 1, scratchDir: bench.path('pages') });
    try {
      const page = await readPageJson(pages, { ...split, offset: 199_999, length: 10 });
      expect(JSON.parse(page)).toMatchObject([{ row_idx: 199_999, row: { id: 199_999 } }]);
      // The 128 MB of the group itself do not fit.
      const whole = pages.use((connection) =>
        connection.run(`SELECT list(text) FROM read_parquet('${path}')`),
      );
      await expect(whole).rejects.toThrow(/out of memory/i);
    } finally {
      pages.close();
    }
  });
});
