import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { type CellEncoder, cellEncoder } from './cell.js';

/** Reads the cell of a column in the current row, as `JSON.stringify` prints it. */
export type CellReader = (column: number) => unknown;

/** Runs a SELECT with texts as its parameters and visits its rows, chunk by chunk, one chunk in memory. */
export async function eachResultRow(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly string[],
  visit: (cell: CellReader) => void,
): Promise<void> {
  const result = await connection.stream(sql, [...parameters]);
  const encoders = result.columnTypes().map(cellEncoder);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    const readers = readersOf(chunk, encoders);
    for (let row = 0; row < chunk.rowCount; row++) visit((column) => readers[column]?.(row));
  }
}

/** For each column of a chunk, what gives its encoded cell of a row. */
export function readersOf(
  chunk: DuckDBDataChunk,
  encoders: readonly CellEncoder[],
): ((row: number) => unknown)[] {
  return encoders.map((encode, index) => {
    const vector = chunk.getColumnVector(index);
    return (row) => encode(vector.getItem(row));
  });
}
