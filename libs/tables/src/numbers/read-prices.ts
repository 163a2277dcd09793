import { type DuckDBConnection, DuckDBTypeId } from '@duckdb/node-api';
import { errors } from '@rowhouse/contract';
import { columnsOfQuery, type TypedColumn } from '../engine/describe-query.js';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';
import { splitSource } from './read-numbers.js';

export interface PricesRequest {
  paths: readonly string[];
  /** Orders the prices. */
  date: string;
  /** Long form: whose price a row is, and the price; wide form without it: each name is a column of prices. */
  long?: { symbol: string; price: string };
  /** Symbols or columns. */
  names: readonly string[];
}

/** Dates written as text, as spreadsheets and statistics packages write them. */
const dateForms = [
  '%Y-%m-%d',
  '%Y-%m-%d %H:%M:%S',
  '%Y/%m/%d',
  '%Y%m%d',
  '%b %d %Y',
  '%B %d %Y',
  '%d %b %Y',
  '%b %d, %Y',
  '%B %d, %Y',
  '%Y-%m',
];

const maxPrices = 5_000_000;

/**
 * Reads the prices of several series, one row for each date at which all of them have one, in order of the dates.
 * @throws InvalidModel that names the parameter, as `calibration.date`; ComputeLimitExceeded
 */
export async function readPrices(engine: TableEngine, request: PricesRequest): Promise<Float64Array[]> {
  const { paths, date, long, names } = request;
  const source = splitSource(paths);
  return engine.use(async (connection) => {
    const columns = await columnsOfQuery(connection, `SELECT * FROM ${source}`);
    const time = await timeOf(connection, source, columnNamed(columns, date, 'calibration.date'));
    const prices = long
      ? fromLong(columns, long, names)
      : names.map((name, place) => quoteIdentifier(columnNamed(columns, name, `assets[${place}].name`).name));
    const joined = long
      ? `SELECT ${time} AS t, ${prices.join(', ')} FROM ${source} GROUP BY t`
      : `SELECT ${time} AS t, ${prices.map((price) => `TRY_CAST(${price} AS DOUBLE)`).join(', ')} FROM ${source}`;
    const all = `SELECT * FROM (${joined}) AS series(t, ${names.map((_, place) => `p${place}`).join(', ')})
      WHERE t IS NOT NULL AND ${names.map((_, place) => `p${place} IS NOT NULL`).join(' AND ')} ORDER BY t LIMIT ${maxPrices + 1}`;
    const found = (await connection.runAndReadAll(`SELECT COLUMNS('p[0-9]+') FROM (${all})`)).getColumns();
    const rows = found[0]?.length ?? 0;
    if (rows > maxPrices) {
      throw errors.ComputeLimitExceeded({
        what: 'The series have more than',
        limit: maxPrices,
        actual: rows,
        unit: 'prices',
        next: 'Calibrate from a shorter time.',
      });
    }
    return names.map((_, place) => Float64Array.from((found[place] ?? []) as number[]));
  });
}

/** The last row counts where a symbol has several prices at one time. */
function fromLong(
  columns: readonly TypedColumn[],
  long: { symbol: string; price: string },
  names: readonly string[],
): string[] {
  const symbol = quoteIdentifier(columnNamed(columns, long.symbol, 'calibration.symbol').name);
  const price = quoteIdentifier(columnNamed(columns, long.price, 'calibration.price').name);
  return names.map(
    (name) => `last(TRY_CAST(${price} AS DOUBLE)) FILTER (${symbol}::VARCHAR = ${quoteLiteral(name)})`,
  );
}

/** An expression that orders; texts are read as dates, and refused where one is none. */
async function timeOf(connection: DuckDBConnection, source: string, column: TypedColumn): Promise<string> {
  const name = quoteIdentifier(column.name);
  if (column.type.typeId !== DuckDBTypeId.VARCHAR) return name;
  const forms = dateForms.map(quoteLiteral).join(', ');
  const time = `try_strptime(trim(${name}), [${forms}])`;
  const unread = await connection.runAndReadAll(
    `SELECT ${name} FROM ${source} WHERE ${name} IS NOT NULL AND ${time} IS NULL LIMIT 1`,
  );
  const [first] = unread.getRows();
  if (!first) return time;
  throw errors.InvalidModel({
    field: 'calibration.date',
    reason: `'${String(first[0]).slice(0, 60)}' in the column '${column.name}' can't be read as a date; write dates as 2004-08-01`,
  });
}

function columnNamed(columns: readonly TypedColumn[], name: string, field: string): TypedColumn {
  const found = columns.find((column) => column.name === name);
  if (found) return found;
  const names = columns.slice(0, 20).map((column) => `'${column.name}'`);
  throw errors.InvalidModel({
    field,
    reason: `the dataset has no column '${name}'; it has ${names.join(', ')}${columns.length > 20 ? ', …' : ''}`,
  });
}
