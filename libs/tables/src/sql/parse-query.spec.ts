import { Workbench } from '../testing/workbench.js';
import { parseQuery } from './parse-query.js';

describe('parseQuery', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const tables = async (sql: string) => (await parseQuery(bench.engine, sql)).tables.sort();

  it.each([
    ['SELECT 1', []],
    ['FROM "me/cars"', ['me/cars']],
    [
      'SELECT * FROM "me/cars" a JOIN "me/cars/x/y" b ON a.id = b.id, "you/it"',
      ['me/cars', 'me/cars/x/y', 'you/it'],
    ],
    [
      'SELECT (SELECT max(i) FROM "a/b") WHERE EXISTS (SELECT 1 FROM "c/d" WHERE 2 IN (FROM "e/f"))',
      ['a/b', 'c/d', 'e/f'],
    ],
    ['WITH x AS (FROM "a/b"), y AS (FROM x) SELECT * FROM X JOIN y ON true', ['a/b']],
    ['WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9) FROM t', []],
    ['SELECT * FROM "a/b" UNION ALL BY NAME SELECT * FROM "c/d" ORDER BY 1 LIMIT 3 OFFSET 1', ['a/b', 'c/d']],
    ['VALUES (1), (2)', []],
    [
      'SELECT g, sum(i) FILTER (WHERE i > 1), row_number() OVER (ORDER BY g) FROM "a/b" GROUP BY ROLLUP (g) HAVING true',
      ['a/b'],
    ],
    [
      "SELECT * EXCLUDE (a), COLUMNS('x.*'), list_transform(l, lambda x: x + 1), CASE WHEN a THEN b END, a::ENUM('x'), {a: 1}, b COLLATE NOCASE FROM \"a/b\"",
      ['a/b'],
    ],
    [
      'SELECT * FROM (PIVOT "a/b" ON g IN (1, 2) USING sum(i)), range(3), unnest([1, 2]), "c/d" TABLESAMPLE 10%',
      ['a/b', 'c/d'],
    ],
    ['SELECT 1; -- with a comment', []],
  ])('takes %s', async (sql, expected) => {
    expect(await tables(sql)).toEqual(expected);
  });

  it.each([
    ['', /An empty text/],
    ['-- nothing', /An empty text/],
    ['SELECT 1; SELECT 2', /More than one statement/],
    ['SELECT 1; DROP TABLE x', /not a SELECT/],
    ...[
      'CREATE TABLE x AS SELECT 1',
      'INSERT INTO "a/b" VALUES (1)',
      'UPDATE "a/b" SET x = 1',
      'DELETE FROM "a/b"',
      `COPY (SELECT 1) TO '/tmp/x'`,
      `COPY "a/b" FROM '/etc/passwd'`,
      `ATTACH '/tmp/x.db'`,
      'INSTALL httpfs',
      `LOAD '/tmp/evil.duckdb_extension'`,
      'PRAGMA database_list',
      `SET memory_limit = '1TB'`,
      'RESET memory_limit',
      'CALL pragma_version()',
      'EXPLAIN ANALYZE SELECT 1',
      `EXPORT DATABASE '/tmp/x'`,
      `CREATE SECRET (TYPE s3)`,
      'PREPARE p AS SELECT 1',
      'EXECUTE p',
      'BEGIN',
      'CHECKPOINT',
      'USE other',
      'VACUUM',
      'CREATE MACRO f() AS 1',
      'PIVOT "a/b" ON g USING sum(i)',
    ].map((sql) => [sql, /not a SELECT/] as const),
    ['SHOW TABLES', /DESCRIBE, SHOW or SUMMARIZE/],
    ['SELECT * FROM (DESCRIBE "a/b")', /DESCRIBE, SHOW or SUMMARIZE/],
    ['SUMMARIZE "a/b"', /DESCRIBE, SHOW or SUMMARIZE/],
    ['SELECT ?', /A parameter/],
    ['SELECT $name', /A parameter/],
    ['FROM me.cars', /The table me\.cars, a name with dots/],
    ['FROM information_schema.tables', /information_schema\.tables/],
    ['FROM memory.main."a/b"', /memory\.main/],
    ['WITH sqlite_master AS (FROM sqlite_master) FROM sqlite_master', /WITH "sqlite_master"/],
    ['WITH "/etc/passwd" AS (SELECT 1) SELECT 1', /WITH "\/etc\/passwd"/],
    ['WITH "x.csv" AS (SELECT 1) SELECT 1', /WITH "x\.csv"/],
    ['SELECT * FROM (WITH duckdb_tables AS (SELECT 1) SELECT 1), duckdb_tables', /WITH "duckdb_tables"/],
    ...[
      `read_csv('/etc/passwd')`,
      `READ_CSV('/etc/passwd')`,
      `"read_text"('/etc/passwd')`,
      `main.read_blob('/etc/passwd')`,
      `system.main.read_json('/x')`,
      `read_parquet('/x')`,
      `parquet_scan('/x')`,
      `parquet_metadata('/x')`,
      `sniff_csv('/x')`,
      `glob('/*')`,
      'duckdb_settings()',
      'duckdb_secrets()',
      `query('SELECT 1')`,
      `query_table('a/b')`,
      `json_execute_serialized_sql('{}')`,
      'pragma_database_size()',
      'duckdb_temporary_files()',
      'checkpoint()',
      'arrow_scan(1, 2, 3)',
      `which_secret('a', 'b')`,
    ].map((call) => [`SELECT * FROM ${call}`, /The function .* in FROM/] as const),
    [`SELECT * FROM "a/b", LATERAL (SELECT * FROM read_text('/x'))`, /read_text in FROM/],
    [`SELECT getenv('HOME')`, /The function getenv/],
    [`SELECT "GetEnv"('HOME')`, /The function getenv/i],
    [`SELECT ('HOME').getenv()`, /The function getenv/],
    [`SELECT system.main.current_setting('allowed_paths')`, /current_setting/],
    [`SELECT list_transform(['a'], lambda x: current_setting(x))`, /current_setting/],
    [`SELECT 1 ORDER BY current_setting('temp_directory')`, /current_setting/],
    [`SELECT 1 LIMIT current_setting('threads')::INT`, /current_setting/],
    [`SELECT sum(1) OVER (ORDER BY sleep_ms(1))`, /sleep_ms/],
    ['SELECT pg_sleep(9)', /pg_sleep/],
    [`SELECT nextval('x')`, /nextval/],
    [`SELECT write_log('x')`, /write_log/],
    ['FROM "a/b" AT (VERSION => 1)', /AT after a table/],
  ] as const)('refuses %s', async (sql, message) => {
    await expect(tables(sql)).rejects.toMatchObject({
      code: 'QueryNotAllowed',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['SELECT 1 FORM x', 'syntax error at or near "x"', { line: 1, column: 15 }],
    ['SELECT\n  1 +\n  FROM "a/b"', 'syntax error at or near "FROM"', { line: 3, column: 3 }],
    [`SELECT 'ü', 'é' FORM x`, 'syntax error at or near "x"', { line: 1, column: 22 }],
    ['SELECT "x', 'unterminated quoted identifier at or near ""x"', { line: 1, column: 8 }],
  ])('tells the place of a mistake in %j', async (sql, reason, place) => {
    await expect(tables(sql)).rejects.toMatchObject({
      code: 'InvalidQuery',
      message: expect.stringContaining(reason),
      details: place,
    });
  });

  it.each([
    `SELECT ${'('.repeat(40_000)}1${')'.repeat(40_000)}`,
    `SELECT 1${'+1'.repeat(40_000)}`,
    `SELECT * FROM ${'(SELECT * FROM '.repeat(5_000)}(SELECT 1)${')'.repeat(5_000)}`,
    `SELECT ${'['.repeat(40_000)}${']'.repeat(40_000)}`,
  ])('survives depth', async (sql) => {
    await expect(tables(sql)).rejects.toMatchObject({ code: 'InvalidQuery' });
  });

  it('finds every table and view of the system where no name of a query can reach it', async () => {
    const names = await bench.engine.use(async (connection) => {
      const found = await connection.run(
        `SELECT DISTINCT view_name FROM duckdb_views() WHERE internal AND schema_name IN ('main', 'pg_catalog')`,
      );
      return (await found.getRows()).map(([name]) => String(name));
    });
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      await expect(tables(`WITH "${name}" AS (SELECT 1) SELECT 1`)).rejects.toMatchObject({
        code: 'QueryNotAllowed',
      });
      expect(await tables(`FROM ${name}`)).toEqual([name]);
    }
  });
});
