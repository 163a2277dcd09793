import { jest } from '@jest/globals';
import type { ConvertedSplit } from '../convert/convert.js';
import { quoteIdentifier, quotePath } from '../engine/quote.js';
import { Workbench } from '../testing/workbench.js';
import { ColumnQueries } from './column-queries.js';
import { describeColumn } from './describe-column.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(120_000);

describe('ColumnQueries', () => {
  let bench: Workbench;
  let split: ConvertedSplit;
  beforeAll(async () => {
    bench = await Workbench.open();
    await bench.sql(
      `COPY (SELECT i, i * 7 % 3000 AS many, i / 7.0 AS f, (i / 7)::DECIMAL(20, 2) AS d, i % 2 = 0 AS b, 'text ' || i AS t,
         CASE WHEN i % 3 > 0 THEN chr(97 + (i % 5)::INT) END AS label, DATE '2020-01-01' + i::INT AS day,
         strftime(DATE '2020-01-01' + i::INT, '%d/%m/%Y') AS day_text, TIME '01:02:03' + INTERVAL (i) SECOND AS time,
         [i, i + 1][: i % 3] AS list, {'a': i, 'b': 'x' || i % 20} AS struct, MAP {'k': i} AS map, encode('b' || i) AS bytes,
         ('{"a": ' || i || '}')::JSON AS json, NULL::INT AS nothing, 9007199254740993 + i AS big
       FROM range(5000) r(i)) TO '${bench.path('all.parquet')}' (FORMAT parquet)`,
    );
    const path = bench.path('all.parquet');
    split = await bench.convert([{ path, name: 'all.parquet', size: 1 }]);
  });
  afterAll(() => bench.close());

  const tableOf = ({ files }: ConvertedSplit) => `read_parquet(${quotePath(files[0]?.path ?? '')})`;
  const describeAll = (gathers: boolean) =>
    bench.engine.use(async (connection) => {
      const queries = new ColumnQueries(connection, gathers);
      const all = split.columns.map(({ name, type }) => {
        const source = {
          queries,
          engine: bench.engine,
          table: tableOf(split),
          column: quoteIdentifier(name),
          path: name,
          numRows: 5000,
        };
        return describeColumn(source, type);
      });
      return JSON.stringify(await Promise.all(all));
    });

  it('finds the same gathered as alone', async () => {
    const [alone, gathered] = [await describeAll(false), await describeAll(true)];
    expect(JSON.parse(alone)).toHaveLength(17);
    expect(gathered).toBe(alone);
  });

  it('asks for what comes together in one query', async () => {
    await bench.engine.use(async (connection) => {
      const run = jest.spyOn(connection, 'run');
      const queries = new ColumnQueries(connection, true);
      const found = await Promise.all(
        [1, 2, 3].map((n) => queries.aggregate(`range(10) t(i)`, `i * ${n}`, (x) => ({ max: `max(${x})` }))),
      );
      expect(found).toEqual([{ max: 9n }, { max: 18n }, { max: 27n }]);
      expect(run).toHaveBeenCalledTimes(1);
      run.mockRestore();
    });
  });

  it('harms nobody by one that fails', async () => {
    await bench.engine.use(async (connection) => {
      const queries = new ColumnQueries(connection, true);
      const expressions = ['i', "CASE WHEN i = 5 THEN error('broken') ELSE 1 END", 'i + 1'];
      const found = await Promise.allSettled(
        expressions.map((expression) =>
          queries.aggregate('range(10) t(i)', expression, (x) => ({ max: `max(${x})` })),
        ),
      );
      expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(found[2]).toMatchObject({ value: { max: 10n } });
    });
  });
});
