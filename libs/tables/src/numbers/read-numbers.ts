import { type DuckDBConnection, DuckDBDoubleVector, DuckDBTypeId } from '@duckdb/node-api';
import { errors } from '@rowhouse/contract';
import { columnsOfQuery } from '../engine/describe-query.js';
import { quoteIdentifier, quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';

export interface NumbersRequest {
  /** All Parquet files of the split, in order. */
  paths: readonly string[];
  /** Columns of numbers, and the parameter that names each, for errors. */
  columns: readonly { name: string; field: string }[];
  /** Rows at most. */
  maxRows: number;
  onProgress?: (fraction: number) => void;
}

const numeric = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
]);

/** The FROM clause of a split. */
export function splitSource(paths: readonly string[]): string {
  return `read_parquet([${paths.map(quotePath).join(', ')}])`;
}

/**
 * Reads columns of numbers as doubles, rows in order; what is missing is NaN.
 * @throws InvalidModel for a column that is absent or holds no numbers, ComputeLimitExceeded
 */
export async function readNumbers(engine: TableEngine, request: NumbersRequest): Promise<Float64Array[]> {
  const { paths, columns, maxRows, onProgress } = request;
  const source = splitSource(paths);
  return engine.use(async (connection) => {
    await checkNumeric(connection, source, columns);
    const rows = await countRows(connection, source);
    if (rows > maxRows) {
      throw errors.ComputeLimitExceeded({
        what: 'The dataset has',
        limit: maxRows,
        actual: rows,
        unit: 'rows',
        next: 'Make a smaller one, for example by a query.',
      });
    }
    const list = columns.map(({ name }) => `${quoteIdentifier(name)}::DOUBLE`).join(', ');
    const result = await connection.stream(`SELECT ${list} FROM ${source}`);
    const numbers = columns.map(() => new Float64Array(rows).fill(Number.NaN));
    let row = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return numbers;
      for (const [index, column] of numbers.entries()) {
        const vector = chunk.getColumnVector(index) as DuckDBDoubleVector;
        for (let at = 0; at < chunk.rowCount; at++) column[row + at] = vector.getItem(at) ?? Number.NaN;
      }
      row += chunk.rowCount;
      onProgress?.(row / rows);
    }
  });
}

async function checkNumeric(
  connection: DuckDBConnection,
  source: string,
  columns: NumbersRequest['columns'],
): Promise<void> {
  const found = await columnsOfQuery(connection, `SELECT * FROM ${source}`);
  const types = new Map(found.map(({ name, type }) => [name, type]));
  for (const { name, field } of columns) {
    const type = types.get(name);
    if (!type) {
      const names = found.slice(0, 20).map((column) => `'${column.name}'`);
      throw errors.InvalidModel({
        field,
        reason: `the dataset has no column '${name}'; it has ${names.join(', ')}${found.length > 20 ? ', …' : ''}`,
      });
    }
    if (!numeric.has(type.typeId)) {
      throw errors.InvalidModel({ field, reason: `the column '${name}' holds ${type}, not numbers` });
    }
  }
}

async function countRows(connection: DuckDBConnection, source: string): Promise<number> {
  const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${source}`);
  return counted.getRows()[0]?.[0] as number;
}
