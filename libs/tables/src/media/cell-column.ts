import type { Feature, FeatureColumn } from '@rowhouse/contract';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import { mark } from './media-cell.js';
import { HEAD_BYTES } from './media-facts.js';
import { innerFeatures, isMedia, mediaKind } from './media-feature.js';
import { asMediaStruct } from './media-struct.js';

/** Of media in lists less is read: there may be many in a row. */
const INNER_HEAD_BYTES = HEAD_BYTES / 4;

/**
 * A column as SQL for pages of cells: of media, also inside of lists and structs, only the beginning is read, or what is
 * known of its file. `prefix`: the relation, with its dot.
 */
export function cellColumn(column: FeatureColumn, prefix = ''): string {
  const name = quoteIdentifier(column.name);
  const cell = `${prefix}${name}`;
  return isMedia(column) ? `${shown(column.type, cell, column.name, 0)} AS ${name}` : cell;
}

function shown(feature: Feature, cell: string, column: string, depth: number): string {
  const kind = mediaKind(feature);
  if (kind) return mediaOf(kind, cell, column, depth);
  if (!isMedia({ type: feature })) return cell;
  const inner = innerFeatures(feature);
  const [[field, item] = []] = inner;
  if (field === null && item) {
    const each = `c${depth}`;
    return `list_transform(${cell}, lambda ${each}: ${shown(item, each, column, depth + 1)})`;
  }
  const fields = inner.map(([name, type]) => {
    const value = `struct_extract(${cell}, ${quoteLiteral(name ?? '')})`;
    return `${quoteIdentifier(name ?? '')} := ${shown(type, value, column, depth)}`;
  });
  return `CASE WHEN ${cell} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
}

function mediaOf(kind: string, cell: string, column: string, depth: number): string {
  const field = (name: string) => `struct_extract(${asMediaStruct(cell)}, '${name}')`;
  const bytes = field('bytes');
  const head = depth === 0 ? HEAD_BYTES : INNER_HEAD_BYTES;
  const media = `struct_pack(${mark} := ${quoteLiteral(kind)}, name := ${quoteLiteral(column)},
    head := ${bytes}[1:${head}], size := coalesce(octet_length(${bytes}), ${field('size')}),
    file := CASE WHEN ${bytes} IS NULL THEN ${field('path')} END, width := ${field('width')}, height := ${field('height')})`;
  return `CASE WHEN ${bytes} IS NOT NULL OR ${field('size')} IS NOT NULL THEN ${media} END`;
}
