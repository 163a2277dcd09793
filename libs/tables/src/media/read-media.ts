import type { DuckDBBlobValue, DuckDBConnection } from '@duckdb/node-api';
import { queryAll } from '../engine/query.js';
import { quoteIdentifier, quotePath } from '../engine/quote.js';
import type { CellRequest } from '../page/read-cell.js';
import { slicesOf } from '../page/slices.js';

/** The stored bytes of a media cell; null when there is no such row or the cell has none. */
export async function readMedia(
  connection: DuckDBConnection,
  { files, row, column }: CellRequest,
): Promise<Uint8Array | null> {
  const [slice] = slicesOf(files, row, 1);
  if (!slice) return null;
  const [found] = await queryAll(
    connection,
    `SELECT struct_extract(${quoteIdentifier(column)}, 'bytes') AS bytes FROM read_parquet(${quotePath(slice.path)})
     LIMIT 1 OFFSET ${slice.from}`,
  );
  return (found?.bytes as DuckDBBlobValue | null | undefined)?.bytes ?? null;
}
