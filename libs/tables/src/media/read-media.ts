import type { DuckDBBlobValue, DuckDBConnection } from '@duckdb/node-api';
import type { Feature } from '@rowhouse/contract';
import { queryAll } from '../engine/query.js';
import { quoteIdentifier, quoteLiteral, quotePath } from '../engine/quote.js';
import type { CellRequest } from '../page/read-cell.js';
import { slicesOf } from '../page/slices.js';
import { innerFeatures, mediaKind } from './media-feature.js';

export interface MediaRequest extends CellRequest {
  /** Of the column. */
  feature: Feature;
  /** Indexes and fields that lead to the media inside of its cell. */
  place: readonly string[];
}

/** The stored bytes of a media cell; null when there is no such row or place, or it has none. */
export async function readMedia(
  connection: DuckDBConnection,
  { files, row, column, feature, place }: MediaRequest,
): Promise<Uint8Array | null> {
  const [slice] = slicesOf(files, row, 1);
  const media = mediaAt(feature, place, quoteIdentifier(column));
  if (!slice || media === null) return null;
  const [found] = await queryAll(
    connection,
    `SELECT struct_extract(${media}, 'bytes') AS bytes FROM read_parquet(${quotePath(slice.path)})
     LIMIT 1 OFFSET ${slice.from}`,
  );
  return (found?.bytes as DuckDBBlobValue | null | undefined)?.bytes ?? null;
}

/** Media at a place inside of a cell, as SQL; null when there are none by the feature. */
export function mediaAt(feature: Feature, place: readonly string[], cell: string): string | null {
  const [step, ...rest] = place;
  if (step === undefined) return mediaKind(feature) ? cell : null;
  const inner = innerFeatures(feature);
  const [[field, item] = []] = inner;
  if (field === null && item)
    return /^\d{1,9}$/.test(step) ? mediaAt(item, rest, `list_extract(${cell}, ${Number(step) + 1})`) : null;
  const found = inner.find(([name]) => name === step)?.[1];
  return found ? mediaAt(found, rest, `struct_extract(${cell}, ${quoteLiteral(step)})`) : null;
}
