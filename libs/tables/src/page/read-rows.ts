import type { DuckDBConnection } from '@duckdb/node-api';
import type { FeatureColumn } from '@rowhouse/contract';
import { quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';
import { cellColumn } from '../media/cell-column.js';
import { shownCell } from '../media/media-cell.js';
import { cellEncoder } from './cell.js';
import { hidesRowNumbers, runSlice } from './read-page.js';
import { readersOf } from './row-cursor.js';
import type { PageFile } from './slices.js';

export interface RowsRequest {
  /** All Parquet files of the split, in order. */
  files: readonly PageFile[];
  columns: readonly FeatureColumn[];
  /** Numbers of rows, counted over the split, in any order. */
  rowIdxs: readonly number[];
  signal?: AbortSignal;
}

type Make<T> = (rowIdx: number, cell: (column: number) => unknown) => T;

/**
 * Reads single rows, with cells encoded as in pages; gives what `make` makes of each by its number. A row costs the
 * unpacking of its row group, rows of one row group share it.
 */
export async function readRows<T>(
  engine: TableEngine,
  { files, columns, rowIdxs, signal }: RowsRequest,
  make: Make<T>,
): Promise<Map<number, T>> {
  const made = new Map<number, T>();
  if (rowIdxs.length === 0) return made;
  await engine.use(async (connection) => {
    let start = 0;
    for (const { path, numRows } of files) {
      const first = start;
      const own = rowIdxs.filter((row) => row >= first && row < first + numRows).map((row) => row - first);
      if (own.length > 0)
        await visitRows(connection, { path, columns, rows: own }, (row, cell) => {
          made.set(
            first + row,
            make(first + row, (column) => shownCell(cell(column), first + row)),
          );
        });
      start += numRows;
    }
  }, signal);
  return made;
}

interface FileRows {
  path: string;
  columns: readonly FeatureColumn[];
  /** Numbers within the file. */
  rows: readonly number[];
}

async function visitRows(
  connection: DuckDBConnection,
  { path, columns, rows }: FileRows,
  visit: (row: number, cell: (column: number) => unknown) => void,
): Promise<void> {
  const list = columns.map((column) => cellColumn(column)).join(', ');
  const sorted = [...rows].sort((a, b) => a - b);
  try {
    await visitResult(
      await connection.run(
        `SELECT ${list}, file_row_number FROM read_parquet(${quotePath(path)}, file_row_number = true)
         WHERE file_row_number IN (${sorted.join(', ')})`,
      ),
      (cell) => visit(Number(cell(columns.length)), cell),
    );
  } catch (error) {
    if (!hidesRowNumbers(error)) throw error;
    for (const row of sorted)
      await visitResult(await runSlice(connection, list, { path, from: row, to: row, rowIdx: row }), (cell) =>
        visit(row, cell),
      );
  }
}

async function visitResult(
  result: Awaited<ReturnType<DuckDBConnection['run']>>,
  visit: (cell: (column: number) => unknown) => void,
): Promise<void> {
  const encoders = result.columnTypes().map(cellEncoder);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    const columns = readersOf(chunk, encoders);
    for (let row = 0; row < chunk.rowCount; row++) visit((column) => columns[column]?.(row));
  }
}
