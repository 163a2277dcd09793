import { quoteIdentifier, quotePath } from '../engine/quote.js';
import type { PageFile } from '../page/slices.js';
import { relationName } from './emit.js';

/** A split as filters read it. */
export interface FilteredTable {
  /** All Parquet files of the split, in order. */
  files: readonly PageFile[];
  /** True when a column of the table hides DuckDB's own row number: then rows are counted, which is slower. */
  hidesRowNumber: boolean;
}

/** DuckDB's names for the place of a row; columns of a table may have them too. */
const virtualColumns = new Set(['file_row_number', 'file_index']);

export function hidesRowNumber(columns: readonly { name: string }[]): boolean {
  return columns.some(({ name }) => virtualColumns.has(name.toLowerCase()));
}

/**
 * One file of a split as a relation with `rowNumber`, the number of each row in the split. `from` leaves out the rows
 * before that number, `only` takes those of these numbers.
 */
export function fileRelation(
  { files, hidesRowNumber }: FilteredTable,
  index: number,
  rowNumber: string,
  { from = 0, only }: { from?: number; only?: readonly number[] } = {},
): string {
  const file = files[index] as PageFile;
  const start = startOf(files, index);
  const name = quoteIdentifier(rowNumber);
  const source = `read_parquet(${quotePath(file.path)})`;
  const bound = (column: string, first: number) => {
    if (only) return ` WHERE ${column} IN (${only.map((row) => row - first).join(', ')})`;
    return from > start ? ` WHERE ${column} >= ${from - first}` : '';
  };
  if (!hidesRowNumber) {
    // Bounds on DuckDB's own column let it skip row groups.
    const rows = `SELECT *, file_row_number + ${start} AS ${name} FROM ${source}${bound('file_row_number', start)}`;
    return `(${rows}) AS ${relationName}`;
  }
  const counted = `SELECT *, row_number() OVER () - 1 + ${start} AS ${name} FROM ${source}`;
  return `(SELECT * FROM (${counted})${bound(name, 0)}) AS ${relationName}`;
}

/** All files of a split as one relation with `rowNumber`. */
export function splitRelation(table: FilteredTable, rowNumber: string): string {
  const { files, hidesRowNumber } = table;
  if (files.length === 1) return fileRelation(table, 0, rowNumber);
  if (hidesRowNumber) {
    const parts = files.map((_file, index) => `SELECT * FROM ${fileRelation(table, index, rowNumber)}`);
    return `(${parts.join(' UNION ALL ')}) AS ${relationName}`;
  }
  const paths = files.map(({ path }) => quotePath(path)).join(', ');
  const starts = files.map((_file, index) => startOf(files, index)).join(', ');
  return `(SELECT *, file_row_number + list_extract([${starts}]::BIGINT[], file_index::BIGINT + 1) AS ${quoteIdentifier(rowNumber)}
    FROM read_parquet([${paths}])) AS ${relationName}`;
}

/** The number in the split of a file's first row. */
export function startOf(files: readonly PageFile[], index: number): number {
  return files.slice(0, index).reduce((sum, { numRows }) => sum + numRows, 0);
}
