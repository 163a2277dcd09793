import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readPageJson } from '../page/read-page.js';
import { vegaFile, Workbench } from '../testing/workbench.js';
import type { QueryTable } from './locked-instance.js';
import { parseQuery } from './parse-query.js';
import { type QueryRequest, runQuery } from './run-query.js';

interface Car {
  Origin: string;
  Horsepower: number | null;
}

describe('runQuery', () => {
  let bench: Workbench;
  let tables: QueryTable[];
  let counter = 0;
  beforeAll(async () => {
    bench = await Workbench.open();
    const cars = await bench.convert([await vegaFile('cars.json')]);
    const weather = await bench.convert([await vegaFile('seattle-weather.csv')]);
    tables = [
      { name: 'me/cars', paths: cars.files.map(({ path }) => path) },
      { name: 'me/weather', paths: weather.files.map(({ path }) => path) },
    ];
    await writeFile(bench.path('secret.csv'), 'secret\n42\n');
  });
  afterAll(() => bench.close());

  async function run(sql: string, options: Partial<QueryRequest> = {}) {
    const folder = bench.path(`query-${++counter}`);
    await mkdir(join(folder, 'spill'), { recursive: true });
    const output = await runQuery({
      query: await parseQuery(bench.engine, sql),
      tables,
      outFile: join(folder, 'result.parquet'),
      spillDir: join(folder, 'spill'),
      memoryMb: 256,
      threads: 2,
      ...options,
    });
    const { file, columns } = output;
    const text = await readPageJson(bench.engine, { files: [file], columns, offset: 0, length: 1_000 });
    const rows = (JSON.parse(text) as { row: Record<string, unknown> }[]).map(({ row }) => row);
    return { ...output, text, rows, folder };
  }

  it('joins and aggregates datasets, rows in the order that was asked for', async () => {
    const { rows, file, columns } = await run(`
      WITH mean AS (SELECT avg(Horsepower) AS hp FROM "me/cars")
      SELECT Origin, count(*) AS n, any_value(w.days) AS days
      FROM "me/cars" c, mean, (SELECT count(*) AS days FROM "me/weather") w
      WHERE c.Horsepower > mean.hp GROUP BY Origin ORDER BY n DESC -- the end`);
    const cars = JSON.parse(await readFile((await vegaFile('cars.json')).path, 'utf8')) as Car[];
    const powers = cars.flatMap(({ Horsepower }) => Horsepower ?? []);
    const mean = powers.reduce((sum, power) => sum + power, 0) / powers.length;
    const strong = (origin: string) =>
      cars.filter(({ Origin, Horsepower }) => Origin === origin && (Horsepower ?? 0) > mean).length;
    expect(rows).toEqual([
      { Origin: 'USA', n: strong('USA'), days: 1461 },
      { Origin: 'Europe', n: strong('Europe'), days: 1461 },
      { Origin: 'Japan', n: strong('Japan'), days: 1461 },
    ]);
    expect(file.numRows).toBe(3);
    expect(columns.map(({ name }) => name)).toEqual(['Origin', 'n', 'days']);
  });

  it('names columns as written, tells equal names apart, and keeps every type readable', async () => {
    const { columns, text } = await run(
      `SELECT 1 AS a, 2 AS A, count(*), list_transform([1], lambda x: x + 1), NULL AS nothing,
         9007199254740993 AS big, 10000000000000000000000000000000000001 AS huge, INTERVAL 3 DAY AS span,
         uuid() IS NOT NULL AS u, 'x'::ENUM('x') AS e, DATE '2020-02-29' AS d, 18.0::DOUBLE AS f, '{"k": [1]}'::JSON AS j
       FROM "me/cars"`,
    );
    expect(columns.map(({ name }) => name).slice(0, 4)).toEqual([
      'a',
      'A_1',
      'count_star()',
      'list_transform(main.list_value(1), (lambda x: (x + 1)))',
    ]);
    expect(text).toContain('"big":9007199254740993');
    expect(text).toContain('"huge":"10000000000000000000000000000000000001"');
    expect(text).toContain('"f":18.0');
    expect(text).toContain('"span":"3 days"');
    expect(text).toContain('"j":{"k":[1]}');
  });

  it('gives an empty table its columns', async () => {
    const { rows, columns } = await run('SELECT Name FROM "me/cars" WHERE false');
    expect(rows).toEqual([]);
    expect(columns).toEqual([{ feature_idx: 0, name: 'Name', type: { _type: 'Value', dtype: 'string' } }]);
  });

  it.each([
    ['SELECT nope FROM "me/cars"', /Referenced column "nope" not found/, { line: 1, column: 8 }],
    [
      'SELECT\n Name + 1 FROM "me/cars"',
      /No function matches .*'\+\(VARCHAR, INTEGER_LITERAL\)'/,
      { line: 2, column: 7 },
    ],
    ['SELECT nofunction(1)', /Scalar Function with name nofunction does not exist/, { line: 1, column: 8 }],
    ['SELECT Name::INT FROM "me/cars"', /Could not convert string/, {}],
    ['SELECT 9223372036854775807 + 1::BIGINT', /Overflow/, {}],
    [`SELECT error('boo')`, /boo/, {}],
    ['SELECT * FROM not_there', /not_there/, {}],
  ])('explains %j', async (sql, message, place) => {
    const error = await run(sql).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'InvalidQuery',
      retryable: false,
      message: expect.stringMatching(message),
    });
    expect(error).toMatchObject({ details: expect.objectContaining(place) });
    expect(JSON.stringify(error)).not.toContain(bench.folder);
  });

  it('refuses a result with more rows than allowed', async () => {
    await expect(run('FROM range(11)', { limits: { maxRows: 10 } })).rejects.toMatchObject({
      code: 'QueryLimitExceeded',
      message: 'The result has more than the allowed 10 rows. Aggregate, filter, or add a LIMIT.',
    });
    expect((await run('FROM range(10)', { limits: { maxRows: 10 } })).file.numRows).toBe(10);
  });

  it('stops one that has more bytes than allowed', async () => {
    const endless = 'SELECT md5(i::VARCHAR) || md5((i + 1)::VARCHAR) FROM range(100000000) t(i)';
    await expect(run(endless, { limits: { maxResultBytes: 100_000, maxRows: 1e9 } })).rejects.toMatchObject({
      code: 'QueryLimitExceeded',
      message: expect.stringContaining('100000 bytes'),
    });
  });

  it('ends what needs more memory, or more disk, than allowed, and tells no path', async () => {
    const listed = await run(`SELECT string_agg(repeat('x', 100000), '') FROM range(100000)`).catch(
      (e: unknown) => e,
    );
    expect(listed).toMatchObject({
      code: 'QueryLimitExceeded',
      message: expect.stringContaining('256 MiB of memory'),
    });
    const sorted = await run(
      `SELECT md5(i::VARCHAR) AS m, repeat(md5(i::VARCHAR), 20) AS r FROM range(3000000) t(i) ORDER BY m`,
      { limits: { maxSpillBytes: 10_000_000 } },
    ).catch((e: unknown) => e);
    expect(sorted).toMatchObject({ code: 'QueryLimitExceeded' });
    expect(JSON.stringify([listed, sorted])).not.toContain(bench.folder);
  });

  it('reads nothing but its tables, even where the check of the text is passed by', async () => {
    const secret = bench.path('secret.csv');
    const attempts = [
      `SELECT * FROM read_csv('${secret}')`,
      `SELECT * FROM '${secret}'`,
      `SELECT * FROM read_text('/etc/passwd')`,
      `SELECT * FROM glob('${dirname(secret)}/*')`,
      `SELECT * FROM read_text('${dirname((tables[0] as QueryTable).paths[0] as string)}/../secret.csv')`,
      `SELECT * FROM query('SELECT * FROM ''${secret}''')`,
      `SELECT * FROM read_parquet('https://example.org/x.parquet')`,
      `SELECT * FROM read_text('/proc/self/environ')`,
    ];
    for (const sql of attempts) {
      const { folder, error } = await run('SELECT 1', { query: { sql, select: sql, tables: [] } }).then(
        () => ({ folder: '', error: null }),
        (reason: unknown) => ({ folder: bench.path(`query-${counter}`), error: reason }),
      );
      expect([sql, String(error)]).toEqual([
        sql,
        expect.stringMatching(/Permission|disabled|not exist|Missing Ext/i),
      ]);
      expect(await readdir(folder)).toEqual(['spill']);
    }
  });

  it('refuses two tables whose names differ in case only', async () => {
    const twice = [...tables, { name: 'ME/cars', paths: tables[0]?.paths ?? [] }];
    await expect(run('FROM "me/cars"', { tables: twice })).rejects.toMatchObject({ code: 'QueryNotAllowed' });
  });
});
