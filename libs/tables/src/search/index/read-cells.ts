import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteIdentifier, quotePath } from '../../engine/quote.js';
import { cellEncoder } from '../../page/cell.js';

/** Goes through the rows of a Parquet file in order, a vector at a time; only what is being read lies in memory. */
export async function readCells(
  connection: DuckDBConnection,
  file: { path: string; numRows: number },
  columns: readonly string[],
  visit: (row: number, cell: (column: number) => unknown) => void,
  onVector: () => Promise<void> | void,
): Promise<void> {
  const list = columns.map(quoteIdentifier).join(', ');
  const result = await connection.stream(`SELECT ${list} FROM read_parquet(${quotePath(file.path)})`);
  const encoders = result.columnTypes().map(cellEncoder);
  let done = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const vectors = encoders.map((_encoder, column) => chunk.getColumnVector(column));
    for (let row = 0; row < chunk.rowCount; row++) {
      visit(done + row, (column) => encoders[column]?.(vectors[column]?.getItem(row) ?? null));
    }
    done += chunk.rowCount;
    await onVector();
  }
  // Rows are told apart by their position: a number too few and all hits would be wrong.
  if (done !== file.numRows)
    throw new Error(`a Parquet file of ${file.numRows} rows gave ${done} of them to the index`);
}
