import { type DuckDBBlobValue, type DuckDBConnection, DuckDBTypeId } from '@duckdb/node-api';
import { quoteIdentifier, quotePath } from '../engine/quote.js';
import { isJson } from '../features/feature-of-type.js';
import { cellEncoder } from './cell.js';
import { type PageFile, slicesOf } from './slices.js';

export interface CellRequest {
  /** All Parquet files of the split, in order. */
  files: readonly PageFile[];
  /** Number of the row in the split. */
  row: number;
  column: string;
}

/** A cell with nothing cut: texts and binaries as they are, all else as JSON. */
export interface WholeCell {
  kind: 'text' | 'binary' | 'json';
  bytes: Uint8Array;
}

/** @returns null when the split has no such row; a cell that is NULL is the JSON `null` */
export async function readCell(
  connection: DuckDBConnection,
  { files, row, column }: CellRequest,
): Promise<WholeCell | null> {
  const [slice] = slicesOf(files, row, 1);
  if (!slice) return null;
  const result = await connection.run(
    `SELECT ${quoteIdentifier(column)} FROM read_parquet(${quotePath(slice.path)}) LIMIT 1 OFFSET ${slice.from}`,
  );
  const type = result.columnType(0);
  const value = (await result.getRows())[0]?.[0] ?? null;
  if (value !== null && type.typeId === DuckDBTypeId.VARCHAR && !isJson(type)) {
    return { kind: 'text', bytes: Buffer.from(value as string) };
  }
  if (value !== null && type.typeId === DuckDBTypeId.BLOB) {
    return { kind: 'binary', bytes: (value as DuckDBBlobValue).bytes };
  }
  return { kind: 'json', bytes: Buffer.from(JSON.stringify(cellEncoder(type)(value))) };
}
