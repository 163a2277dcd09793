import { jest } from '@jest/globals';
import type { FeatureColumn } from '@rowhouse/contract';
import { Workbench } from '../testing/workbench.js';
import { compileFilter, type FilterText } from './compile.js';
import { type FilteredPage, type FilterFindings, filteredPage } from './filtered-page.js';
import { randomOf, randomText, randomWhere } from './random-filters-fixture.js';
import { hidesRowNumber } from './relation.js';
import { TableReader } from './table-reader.js';

jest.setTimeout(60_000);

interface Split {
  files: { path: string; numRows: number }[];
  columns: FeatureColumn[];
}

describe('pages of a filter', () => {
  let bench: Workbench;
  let reader: TableReader;
  let cars: Split;
  /** The same rows in three files. */
  let parts: Split;

  beforeAll(async () => {
    bench = await Workbench.open(256);
    reader = new TableReader({ memoryMb: 256, threads: 2, spillDir: bench.path('.'), maxSpillBytes: 1e9 });
    cars = await split('cars', rowsSql('i'), [0, 3000]);
    parts = await split('parts', rowsSql('i'), [0, 1000, 1700, 3000]);
  });
  afterAll(async () => {
    reader.close();
    await bench.close();
  });

  const rowsSql = (i: string) => `${i}::BIGINT AS n, 's' || (${i} % 7) AS s, [${i} % 3, ${i} % 5] AS l,
    {'x': ${i}, 'y.z': {'w': 'w' || ${i}}} AS st, DATE '2020-01-01' + (${i} % 400)::INTEGER AS d,
    CASE WHEN ${i} % 10 = 0 THEN NULL ELSE (${i} % 13)::DOUBLE END AS f, (${i} / 10)::DECIMAL(10, 1) AS dec,
    (${i} / 8)::FLOAT AS r, ${i}::INTEGER AS "we""ird.col; --"`;

  async function split(name: string, select: string, bounds: number[]): Promise<Split> {
    const files: Split['files'] = [];
    for (const [index, from] of bounds.slice(0, -1).entries()) {
      const [path, to] = [bench.path(`${name}-${index}.parquet`), bounds[index + 1] as number];
      await bench.sql(
        `COPY (SELECT ${select} FROM range(${from}, ${to}) t(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
      );
      files.push({ path, numRows: to - from });
    }
    const described = await bench.convert([{ path: files[0]?.path ?? '', name: `${name}.parquet`, size: 1 }]);
    return { files, columns: described.columns };
  }

  const page = (
    table: Split,
    text: FilterText,
    { offset = 0, length = 10, known }: { offset?: number; length?: number; known?: FilterFindings } = {},
  ): Promise<FilteredPage> =>
    reader.use(
      table.files.map(({ path }) => path),
      (connection) =>
        filteredPage(connection, {
          ...table,
          hidesRowNumber: hidesRowNumber(table.columns),
          filter: compileFilter(text, table.columns),
          offset,
          length,
          known,
        }),
    );
  const numbers = ({ rows }: FilteredPage) =>
    (JSON.parse(rows) as { row_idx: number }[]).map(({ row_idx }) => row_idx);
  const expected = (keep: (i: number) => boolean) => Array.from({ length: 3000 }, (_, i) => i).filter(keep);

  it.each([
    ['"s" = \'s3\'', (i: number) => i % 7 === 3],
    ['"n" >= 1e3 AND "n" < 1005', (i: number) => i >= 1000 && i < 1005],
    ['"n" IN (5, 2999, -1)', (i: number) => i === 5 || i === 2999],
    ['"f" IS NULL', (i: number) => i % 10 === 0],
    ['NOT ("f" > 3)', (i: number) => i % 10 !== 0 && i % 13 <= 3],
    ["\"d\" BETWEEN '2020-01-02' AND DATE '2020-01-03'", (i: number) => [1, 2].includes(i % 400)],
    ['year("d") = 2021', (i: number) => i % 400 >= 366],
    ['contains("l", 2) AND "l".length() = 2', (i: number) => i % 3 === 2 || i % 5 === 2],
    ['"st"."x" < 3', (i: number) => i < 3],
    ['"st.y.z.w" = \'w77\'', (i: number) => i === 77],
    ['"st"."y.z"."w" LIKE \'w%77\'', (i: number) => i % 100 === 77],
    ['"dec" = 12.3', (i: number) => i === 123],
    ['"r" = 0.125', (i: number) => i === 1],
    ['"n" = "we""ird.col; --"', () => true],
    ['"n" <> "st"."x"', () => false],
    ['"__hf_index_id" < 4', (i: number) => i < 4],
    ['"s.length" > 2', () => false],
    ['"n" > 123456789012345678901234567890', () => false],
    ['"s" SIMILAR TO \'s[12]\' OR "s" ~ \'s3\'', (i: number) => [1, 2, 3].includes(i % 7)],
  ] as [string, (i: number) => boolean][])('%s', async (where, keep) => {
    const want = expected(keep);
    for (const table of [cars, parts]) {
      const found = await page(table, { where }, { length: 3000 });
      expect(found.total).toBe(want.length);
      expect(numbers(found)).toEqual(want);
      const middle = await page(table, { where }, { offset: 3, length: 4 });
      expect(numbers(middle)).toEqual(want.slice(3, 7));
    }
  });

  it('sorts by several keys, and equal rows stay in order', async () => {
    const order = expected(() => true).sort((a, b) => (b % 7) - (a % 7) || (a % 3) - (b % 3) || a - b);
    for (const table of [cars, parts]) {
      const sorted = await page(table, { orderby: '"s" DESC, "n".abs() ASC' }, { offset: 20, length: 30 });
      expect(numbers(sorted)).toEqual(expected((i) => i % 7 === 6).slice(20, 50));
      const keys = await page(table, { orderby: '"s" DESC' }, { offset: 500, length: 5 });
      expect(numbers(keys)).toEqual(
        [...expected((i) => i % 7 === 6), ...expected((i) => i % 7 === 5)].slice(500, 505),
      );
      expect(sorted.total).toBe(order.length);
    }
  });

  it('puts NULLs where they are asked for', async () => {
    const first = await page(parts, { orderby: '"f" DESC NULLS FIRST' }, { length: 3 });
    expect(numbers(first)).toEqual([0, 10, 20]);
    const last = await page(parts, { orderby: '"f" DESC' }, { offset: 2700, length: 3 });
    expect(numbers(last)).toEqual([0, 10, 20]);
  });

  it('gives the same pages from what earlier ones found out', async () => {
    for (const table of [cars, parts]) {
      for (const text of [{ where: '"s" <> \'s1\'' }, { where: '"n" > 7', orderby: '"f", "s"' }]) {
        const whole = numbers(await page(table, text, { length: 3000 }));
        let known: FilterFindings = {};
        const paged: number[] = [];
        for (let offset = 0; offset < 3000; offset += 430) {
          const found = await page(table, text, { offset, length: 430, known });
          known = found.findings;
          paged.push(...numbers(found));
        }
        expect(paged).toEqual(whole);
        expect(numbers(await page(table, text, { offset: 900, length: 40, known }))).toEqual(
          whole.slice(900, 940),
        );
      }
    }
  });

  it('ends where the rows end', async () => {
    const found = await page(cars, { where: '"n" < 5' }, { offset: 5 });
    expect([found.rows, found.total]).toEqual(['[]', 5]);
    expect((await page(cars, { where: '"n" < 5' }, { length: 0 })).rows).toBe('[]');
  });

  it('counts rows itself where columns have the names that DuckDB uses for that', async () => {
    const table = await split('odd', 'i::INTEGER AS file_row_number, -i AS __row', [0, 3000]);
    const found = await page(table, { where: '"file_row_number" > 100 AND "__hf_index_id" < 103' });
    expect(numbers(found)).toEqual([101, 102]);
    const sorted = await page(table, { orderby: '"__row"' }, { length: 2 });
    expect(numbers(sorted)).toEqual([2999, 2998]);
    expect(JSON.parse(sorted.rows)[0].row).toEqual({ file_row_number: 2999, __row: -2999 });
  });

  it('takes any random condition, and splits the rows by its truth', async () => {
    const table = await split('random', `i::BIGINT AS n, 't' || i AS s, ['a', 't' || i] AS l`, [0, 50]);
    const random = randomOf(7);
    for (let round = 0; round < 60; round++) {
      const condition = randomWhere(random, 2);
      const found: number[] = [];
      const unknown = `(${condition}) IS NOT TRUE AND (${condition}) IS NOT FALSE`;
      for (const where of [condition, `NOT (${condition})`, unknown]) {
        found.push(...numbers(await page(table, { where }, { length: 50 })));
      }
      // No row has two truth values, and each has one.
      expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    }
  });

  it('lets no text through to SQL', async () => {
    const random = randomOf(8);
    for (let round = 0; round < 60; round++) {
      const text = randomText(random).replaceAll("'", "''");
      const found = await page(cars, { where: `"s" = '${text}' OR "s" = 's1' AND "n" = 8` });
      expect(found.total).toBe(1);
    }
  });

  it('says why DuckDB refuses a value', async () => {
    await expect(page(cars, { where: '"s" ~ \'(\'' })).rejects.toMatchObject({ code: 'InvalidQuery' });
  });

  it('opens no other file, and stops when told', async () => {
    const other = cars.files.map(({ path }) => path);
    const read = reader.use(other, (connection) => connection.run(`SELECT * FROM read_csv('/etc/passwd')`));
    await expect(read).rejects.toThrow(/disabled|Permission/i);
    const abort = new AbortController();
    const endless = reader.use(
      other,
      (connection) => connection.run('SELECT count(*) FROM range(1000000000000)'),
      abort.signal,
    );
    abort.abort(new Error('left'));
    await expect(endless).rejects.toThrow('left');
  });
});
