import { type DuckDBConnection, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { FeatureColumn } from '@rowhouse/contract';
import { columnsOfQuery, type TypedColumn } from '../engine/describe-query.js';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import { mapMedia } from '../media/map-media.js';
import { isMedia } from '../media/media-feature.js';
import { asMediaStruct, holdsMedia } from '../media/media-struct.js';
import { ROWS_PER_FILE } from './parts.js';
import type { SourceRelation } from './source.js';

/**
 * The same relation without what an upload itself tells of its media. Whoever reads a cell without bytes opens the file
 * that it names, so such a cell must be of a file that was found; sizes and durations are those that were read.
 * `uploaded`: the columns as the upload has them. `token`: of the files that cells may name.
 */
export async function withoutToldFacts(
  connection: DuckDBConnection,
  relation: SourceRelation,
  uploaded: readonly TypedColumn[],
  features: readonly FeatureColumn[],
  token: string | null,
): Promise<SourceRelation> {
  const media = new Map(features.filter(isMedia).map(({ name, type }) => [name.toLowerCase(), type]));
  const telling = new Set(
    uploaded.filter(({ type }) => tellsFacts(type)).map(({ name }) => name.toLowerCase()),
  );
  let found = false;
  const list = relation.columns.map(({ name }) => {
    const column = quoteIdentifier(name);
    const feature = media.get(name.toLowerCase());
    if (!feature || !telling.has(name.toLowerCase())) return column;
    found = true;
    return `${mapMedia(feature, column, (_kind, cell) => knownCell(cell, token))} AS ${column}`;
  });
  if (!found) return relation;
  const select = `SELECT ${list.join(', ')} FROM (${relation.select})`;
  return {
    ...relation,
    select,
    columns: await columnsOfQuery(connection, select),
    // Ranges of rows are read from files only, not from what is made of them.
    estimatedRows: Math.min(relation.estimatedRows, ROWS_PER_FILE),
  };
}

/** True where media come with more than `{bytes, path}`. */
function tellsFacts(type: DuckDBType): boolean {
  if (type.typeId === DuckDBTypeId.LIST || type.typeId === DuckDBTypeId.ARRAY)
    return tellsFacts(type.valueType);
  if (type.typeId !== DuckDBTypeId.STRUCT) return false;
  return holdsMedia(type) ? type.entryNames.length > 2 : type.entryTypes.some(tellsFacts);
}

function knownCell(cell: string, token: string | null): string {
  const field = (name: string) => `struct_extract(${cell}, '${name}')`;
  const bare = asMediaStruct(`struct_pack(bytes := ${field('bytes')}, path := ${field('path')})`);
  // Paths of cells that were found already are seen from the root.
  const file =
    token === null
      ? 'NULL'
      : `CASE WHEN ${field('bytes')} IS NULL THEN rowhouse_media(${quoteLiteral(token)}, '', '', ${field('path')}) END`;
  return `CASE WHEN ${cell} IS NOT NULL THEN coalesce(${file}, ${bare}) END`;
}
