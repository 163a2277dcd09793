import { DuckDBVector } from '@duckdb/node-api';

/** A reader of one page looks at the metadata of every row group of the file … */
const MAX_ROW_GROUPS = 200;
/** … and unpacks one row group of each column. */
const MIN_ROWS = 10_240;
const MAX_ROWS = 122_880;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Rows per row group for a file of about `rows` rows in `bytes` unpacked bytes. DuckDB's writer
 * makes no page index, so a page of rows costs a whole row group, while each further row group
 * costs some 20 µs per query: the size grows with the file and shrinks with wide rows.
 */
export function rowGroupSize(rows: number, bytes: number): number {
  const vector = DuckDBVector.standardSize();
  const byCount = Math.min(MAX_ROWS, Math.max(MIN_ROWS, rows / MAX_ROW_GROUPS));
  const byBytes = rows > 0 && bytes > 0 ? MAX_BYTES / (bytes / rows) : byCount;
  return Math.max(1, Math.ceil(Math.min(byCount, byBytes) / vector)) * vector;
}
