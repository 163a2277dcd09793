import type { FeatureColumn } from '@rowhouse/contract';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import { mapMedia } from './map-media.js';
import { mark } from './media-cell.js';
import { HEAD_BYTES } from './media-facts.js';
import { isMedia } from './media-feature.js';
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
  if (!isMedia(column)) return cell;
  const shown = mapMedia(column.type, cell, (kind, media, depth) => mediaOf(kind, media, column.name, depth));
  return `${shown} AS ${name}`;
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
