import type { Feature } from '@rowhouse/contract';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import { innerFeatures, isMedia, mediaKind } from './media-feature.js';

/**
 * A cell as SQL in which all media, also inside of lists and structs, are what `make` makes of them. `depth`: in how many
 * lists they are.
 */
export function mapMedia(
  feature: Feature,
  cell: string,
  make: (kind: string, cell: string, depth: number) => string,
  depth = 0,
): string {
  const kind = mediaKind(feature);
  if (kind) return make(kind, cell, depth);
  if (!isMedia({ type: feature })) return cell;
  const inner = innerFeatures(feature);
  const [[field, item] = []] = inner;
  if (field === null && item) {
    const each = `c${depth}`;
    return `list_transform(${cell}, lambda ${each}: ${mapMedia(item, each, make, depth + 1)})`;
  }
  const fields = inner.map(([name, type]) => {
    const value = `struct_extract(${cell}, ${quoteLiteral(name ?? '')})`;
    return `${quoteIdentifier(name ?? '')} := ${mapMedia(type, value, make, depth)}`;
  });
  return `CASE WHEN ${cell} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
}
