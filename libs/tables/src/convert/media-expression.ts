import { type DuckDBStructType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { Feature } from '@rowhouse/contract';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import { featureOfType } from '../features/feature-of-type.js';
import { asMediaStruct, holdsMedia, mediaStruct } from '../media/media-struct.js';
import type { MediaType } from '../media/sniff.js';

/** Of lists in lists; the time to plan lambdas in lambdas doubles with each. */
const MAX_DEPTH = 3;

/** How names of files become cells of media. */
export interface MediaNaming {
  /** SQL of the cell that the file of this name is. `column` tells the columns of a table apart. */
  cell(column: string, name: string): string;
  /** The kind of the files that a column names, once that is known; null when it names none. */
  kindOf(column: string): MediaType['kind'] | null;
  /** What kind of media a folder is made of; null where columns that are called `file_name` are texts like any other. */
  folderKind: MediaType['kind'] | null;
}

/** A value with media in it, in SQL. */
export interface MediaExpression {
  name: string;
  sql: string;
  /** Its feature; to be asked for when the kinds are known. */
  feature(): Feature;
}

/** A value of which some part names files, as SQL that gives media there; null when no part does. */
export function mediaExpression(
  value: { name: string; type: DuckDBType; sql: string },
  naming: MediaNaming,
  taken: ReadonlySet<string> = new Set(),
  column = value.name,
  depth = 0,
): MediaExpression | null {
  const { name, type, sql } = value;
  const named = namedMedia(value, naming, taken, column, depth);
  if (named) return named;
  if (holdsMedia(type)) return unresolved(value, naming, column);
  if (type.typeId === DuckDBTypeId.STRUCT) return inStruct({ name, type, sql }, naming, column, depth);
  if (type.typeId !== DuckDBTypeId.LIST || depth >= MAX_DEPTH) return null;
  const item = `m${depth}`;
  const inner = mediaExpression(
    { name: '', type: type.valueType, sql: item },
    naming,
    taken,
    column,
    depth + 1,
  );
  if (!inner) return null;
  return {
    name,
    sql: `list_transform(${sql}, lambda ${item}: ${inner.sql})`,
    feature: () => ({ _type: 'List', feature: inner.feature() }),
  };
}

/** `file_name` and `*_file_name` hold a name, `file_names` and `*_file_names` lists of them. */
function namedMedia(
  { name, type, sql }: { name: string; type: DuckDBType; sql: string },
  naming: MediaNaming,
  taken: ReadonlySet<string>,
  column: string,
  depth: number,
): MediaExpression | null {
  const { folderKind } = naming;
  const match = folderKind && /^(?:(.+)_)?file_name(s?)$/.exec(name);
  if (!match) return null;
  const [, prefix, plural = ''] = match;
  const wanted = prefix ?? `${folderKind.toLowerCase()}${plural}`;
  const media = { name: taken.has(wanted.toLowerCase()) ? name : wanted };
  const feature = (): Feature => ({ _type: naming.kindOf(column) ?? folderKind });
  if (plural === '' && type.typeId === DuckDBTypeId.VARCHAR) {
    return { ...media, sql: naming.cell(column, sql), feature };
  }
  if (plural === '' || type.typeId !== DuckDBTypeId.LIST || type.valueType.typeId !== DuckDBTypeId.VARCHAR)
    return null;
  const item = `m${depth}`;
  return {
    ...media,
    sql: `list_transform(${sql}, lambda ${item}: ${naming.cell(column, item)})`,
    feature: () => ({ _type: 'List', feature: feature() }),
  };
}

/** Media whose bytes may be left to a file. What names no file stays as it is. */
function unresolved(
  { name, sql }: { name: string; sql: string },
  naming: MediaNaming,
  column: string,
): MediaExpression {
  const bytes = `struct_extract(${sql}, 'bytes')`;
  const file = `CASE WHEN ${bytes} IS NULL THEN ${naming.cell(column, `struct_extract(${sql}, 'path')`)} END`;
  return {
    name,
    sql: `coalesce(${file}, ${asMediaStruct(sql)})`,
    feature: () => {
      const kind = naming.kindOf(column);
      return kind ? { _type: kind } : featureOfType(mediaStruct);
    },
  };
}

function inStruct(
  { name, type, sql }: { name: string; type: DuckDBStructType; sql: string },
  naming: MediaNaming,
  column: string,
  depth: number,
): MediaExpression | null {
  const names = new Set(type.entryNames.map((field) => field.toLowerCase()));
  const fields = type.entryNames.map((field, index) => {
    const value = {
      name: field,
      type: type.entryTypes[index] as DuckDBType,
      sql: `struct_extract(${sql}, ${quoteLiteral(field)})`,
    };
    const found = mediaExpression(value, naming, names, `${column}.${field}`, depth);
    return found ?? { ...value, feature: () => featureOfType(value.type) };
  });
  if (fields.every((field) => 'type' in field)) return null;
  const packed = fields.map((field) => `${quoteIdentifier(field.name)} := ${field.sql}`);
  return {
    name,
    sql: `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${packed.join(', ')}) END`,
    feature: () => Object.fromEntries(fields.map((field) => [field.name, field.feature()])),
  };
}
