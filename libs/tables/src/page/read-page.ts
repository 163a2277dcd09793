import { isNativeError } from 'node:util/types';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { FeatureColumn, RowItem } from '@rowhouse/contract';
import { quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';
import { cellColumn } from '../media/cell-column.js';
import { shownCell } from '../media/media-cell.js';
import { objectOf } from './cell.js';
import { RowWindow } from './row-window.js';
import { RowsText } from './rows-text.js';
import { type FileSlice, type PageFile, slicesOf } from './slices.js';

export interface PageRequest {
  /** All Parquet files of the split, in order. */
  files: readonly PageFile[];
  /** The columns to read, in the order of the answer. */
  columns: readonly FeatureColumn[];
  /** First row, counted over the split. */
  offset: number;
  /** Rows at most. */
  length: number;
  signal?: AbortSignal;
}

/** Reads a page of rows. Past the end it is empty. Integers beyond 2^53 stay exact through `JSON.stringify`. */
export async function readPage(engine: TableEngine, request: PageRequest): Promise<RowItem[]> {
  const names = request.columns.map(({ name }) => name);
  const rows: RowItem[] = [];
  await eachRow(engine, request, (row_idx, cells) => {
    rows.push({
      row_idx,
      row: objectOf(names.map((name, index) => [name, shownCell(cells(index), row_idx)])),
      truncated_cells: [],
    });
  });
  return rows;
}

/**
 * The same page as the JSON text of its `rows` array; cheaper, and columns keep their order whatever their names. Of a page
 * beyond `rowsTextLimits` long cells are cut.
 */
export async function readPageJson(engine: TableEngine, request: PageRequest): Promise<string> {
  const text = new RowsText(request.columns.map(({ name }) => name));
  await eachRow(engine, request, (rowIdx, cell) => text.add(rowIdx, cell));
  return text.toString();
}

/** Planning a query costs more for each column, the more it has; each query costs a look at all of the file's. */
const columnsAtOnce = 1000;

type RowVisitor = (rowIdx: number, cell: (column: number) => unknown) => void;

async function eachRow(engine: TableEngine, request: PageRequest, visit: RowVisitor): Promise<void> {
  const slices = slicesOf(request.files, request.offset, request.length);
  if (slices.length === 0) return;
  await engine.use(async (connection) => {
    for (const slice of slices) await visitSlice(connection, request.columns, slice, visit);
  }, request.signal);
}

async function visitSlice(
  connection: DuckDBConnection,
  columns: readonly FeatureColumn[],
  slice: FileSlice,
  visit: RowVisitor,
): Promise<void> {
  const groups: RowWindow[] = [];
  for (let from = 0; from < columns.length; from += columnsAtOnce) {
    const list = columns.slice(from, from + columnsAtOnce).map((column) => cellColumn(column));
    groups.push(new RowWindow(await runSlice(connection, list.join(', '), slice)));
  }
  const cell = (column: number) => {
    const group = Math.floor(column / columnsAtOnce);
    return groups[group]?.cell(column - group * columnsAtOnce);
  };
  for (let row = 0; row <= slice.to - slice.from; row++) {
    // Groups may come in different chunks.
    for (const group of groups) if (!(await group.moveTo(row))) return;
    visit(slice.rowIdx + row, cell);
  }
}

/** A column of the user's own may be called `file_row_number`: then rows are counted, which is slower. */
export async function runSlice(connection: DuckDBConnection, list: string, slice: FileSlice) {
  const path = quotePath(slice.path);
  try {
    return await connection.run(
      `SELECT ${list} FROM read_parquet(${path}, file_row_number = true)
       WHERE file_row_number BETWEEN ${slice.from} AND ${slice.to}`,
    );
  } catch (error) {
    if (!hidesRowNumbers(error)) throw error;
    return connection.run(
      `SELECT ${list} FROM read_parquet(${path}) LIMIT ${slice.to - slice.from + 1} OFFSET ${slice.from}`,
    );
  }
}

/** True for the failure of a query by `file_row_number` on a table that has such a column itself. */
export function hidesRowNumbers(error: unknown): boolean {
  return isNativeError(error) && /with column named file_row_number/.test(error.message);
}
