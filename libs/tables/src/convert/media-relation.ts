import { posix } from 'node:path';
import { type DuckDBConnection, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { errors, type Feature } from '@rowhouse/contract';
import { columnsOfQuery } from '../engine/describe-query.js';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';
import { type MediaFile, MediaLookup } from '../media/media-lookup.js';
import { type MediaNaming, mediaExpression } from './media-expression.js';
import { listedFeatures, type MediaFolder } from './media-listing.js';
import { ROWS_PER_FILE } from './parts.js';
import type { SourceFile, SourceRelation } from './source.js';

/** The files that the cells of a split may name, while it is converted. */
export interface MediaSource {
  lookup: MediaLookup;
  /** Under which SQL finds the lookup. */
  token: string;
  /** When the split is a folder of media: what its rows are. */
  folder: MediaFolder | null;
  signal?: AbortSignal;
}

/** Opens the files to SQL until the token is removed. */
export function openMedia(
  engine: TableEngine,
  { files, folder = null }: { files: readonly MediaFile[]; folder?: MediaFolder | null },
  signal?: AbortSignal,
): MediaSource {
  const lookup = new MediaLookup(files);
  return { lookup, token: engine.mediaFunctions.add(lookup), folder, signal };
}

/**
 * The same relation with media in place of the names of files; itself when it names none.
 * @throws DatasetGenerationError for metadata without a column of names
 */
export async function withMedia(
  connection: DuckDBConnection,
  relation: SourceRelation,
  source: MediaSource,
): Promise<SourceRelation> {
  const { lookup, folder } = source;
  const { readAsText } = relation;
  const naming = namingOf(relation, source);
  const taken = new Set(relation.columns.map(({ name }) => name.toLowerCase()));
  const found = relation.columns.flatMap(({ name, type }) => {
    const cell = mediaExpression({ name, type, sql: quoteIdentifier(name) }, naming, taken);
    return cell ? [{ column: name, cell }] : [];
  });
  if (folder && found.length === 0) throw withoutNames(relation.file);
  if (found.length === 0) return relation;
  const from = `FROM (${relation.select})${folder ? ` WHERE ${hereOf(relation, source)}` : ''}`;
  lookup.noting = true;
  await runThrough(connection, `SELECT ${found.map(({ cell }) => cell.sql).join(', ')} ${from}`);
  lookup.noting = false;
  await lookup.readFacts(source.signal);
  if (!folder && !naming.asked().some((column) => naming.kindOf(column))) return relation;
  const cells = new Map(found.map(({ column, cell }) => [column, cell]));
  const list = relation.columns.map(({ name }) => {
    const cell = cells.get(name);
    return cell ? `${cell.sql} AS ${quoteIdentifier(cell.name)}` : quoteIdentifier(name);
  });
  const select = `SELECT ${list.join(', ')} ${from}`;
  const features = found.map(({ cell }) => [cell.name, cell.feature()] as const);
  return {
    ...relation,
    select,
    columns: await columnsOfQuery(connection, select),
    declared: new Map([
      ...features.filter(isKnown),
      ...relation.declared,
      ...(folder ? listedFeatures(folder) : []),
    ]),
    // Ranges of rows are read from files only, not from what is made of them.
    estimatedRows: Math.min(relation.estimatedRows, ROWS_PER_FILE),
    readAsText: readAsText && (async (names) => withMedia(connection, await readAsText(names), source)),
  };
}

/** A struct whose kind nobody has told is left to be known by its bytes. */
function isKnown([, feature]: readonly [string, Feature]): boolean {
  return '_type' in feature || !('bytes' in feature);
}

function namingOf(
  { file }: SourceRelation,
  { lookup, token, folder }: MediaSource,
): MediaNaming & { asked(): string[] } {
  const asked = new Set<string>();
  return {
    folderKind: folder?.kind ?? null,
    kindOf: (column) => lookup.kindOf(column),
    asked: () => [...asked],
    cell: (column, name) => {
      asked.add(column);
      const place = [token, folderOf(file), column].map(quoteLiteral).join(', ');
      return `rowhouse_media(${place}, ${name})`;
    },
  };
}

/** The condition that takes the rows of the split: the first name of a file in a row decides. */
function hereOf({ file, columns }: SourceRelation, { token, folder }: MediaSource): string {
  const first = columns.find(({ name, type }) => /(^|_)file_names?$/.test(name) && isNames(type));
  const column = first && quoteIdentifier(first.name);
  const name = first?.type.typeId === DuckDBTypeId.LIST ? `list_extract(${column}, 1)` : (column ?? "''");
  const place = [token, folderOf(file), String(!folder?.elsewhere.has(file.name))]
    .map(quoteLiteral)
    .join(', ');
  return `rowhouse_here(${place}, coalesce(${name}, ''))`;
}

function isNames(type: DuckDBType): boolean {
  const item = type.typeId === DuckDBTypeId.LIST ? type.valueType : type;
  return item.typeId === DuckDBTypeId.VARCHAR;
}

function folderOf({ name }: SourceFile): string {
  const folder = posix.dirname(name);
  return folder === '.' ? '' : folder;
}

/** Lets every row be made, without keeping any. */
async function runThrough(connection: DuckDBConnection, sql: string): Promise<void> {
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; )
    chunk = await result.fetchChunk();
}

function withoutNames(file: SourceFile): Error {
  return errors.DatasetGenerationError({
    file: file.name,
    reason:
      'it describes a folder of media but has no column file_name, *_file_name, file_names or *_file_names',
    next: 'Name the column with the paths of the files file_name, or give the file another name to make it a table.',
  });
}
