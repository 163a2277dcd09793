import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBTypeId } from '@duckdb/node-api';
import { errors, RowhouseError } from '@rowhouse/contract';
import { columnsOfQuery, type TypedColumn } from '../engine/describe-query.js';
import { queryOne } from '../engine/query.js';
import { quoteIdentifier, quoteLiteral, quotePath } from '../engine/quote.js';
import { sqlTypeOf } from '../features/stored-type.js';
import { readHead } from '../formats/file-content.js';
import { explainJson } from './json-errors.js';
import { isIndexed, rewriteIndexed } from './json-indexed.js';
import { type JsonShape, measureJson } from './json-shape.js';
import type { SourceFile, SourceRelation } from './source.js';

const MIB = 1024 * 1024;
/** One record, or a whole column-oriented file, has to fit into a buffer. */
const MAX_RECORD_BYTES = 1024 * MIB;

/** More keys than this that each appear in few records stay one column, a map. */
const MAX_RARE_COLUMNS = 2000;

/** Opens JSON (records in an array, or columns in an object) or JSON Lines. */
export async function openJson(
  connection: DuckDBConnection,
  file: SourceFile,
  scratch: string,
  signal?: AbortSignal,
): Promise<SourceRelation> {
  const shape = await measureJson(file, signal);
  if (shape.longestRecord > MAX_RECORD_BYTES) {
    throw errors.TooBigContentError({
      what: `A record of '${file.name}'`,
      limit: MAX_RECORD_BYTES,
      actual: shape.longestRecord,
    });
  }
  const single = shape.opensWith === 'object' && shape.topLevelValues === 1;
  if (single && isIndexed(await readHead(file.path))) {
    const rows = join(scratch, `${crypto.randomUUID()}.jsonl`);
    if (await rewriteIndexed(file, rows))
      return openRecords(connection, file, { ...file, path: rows }, shape);
  }
  const records = await openRecords(connection, file, file, shape);
  if (!single) return records;
  try {
    return await unfoldColumns(connection, records);
  } catch (error) {
    // The lengths of columns are read at once, so numbers that are too wide show up here already.
    if (error instanceof RowhouseError || !records.lookAtAll) throw error;
    return unfoldColumns(connection, await records.lookAtAll(connection));
  }
}

async function openRecords(
  connection: DuckDBConnection,
  file: SourceFile,
  read: SourceFile,
  shape: JsonShape,
): Promise<SourceRelation> {
  const objectSize = Math.max(16 * MIB, shape.longestRecord + MIB);
  const reader = (options: string) =>
    `SELECT * FROM read_json(${quotePath(read.path)}, maximum_object_size = ${objectSize}, ${options})`;
  const { select: detecting, columns } = await detect(connection, read, shape, reader);
  if (shape.opensWith === 'array' && shape.elements === 0)
    await refuseEmptyArray(connection, file, detecting);
  const detected: SourceRelation = {
    file,
    select: detecting,
    columns,
    estimatedRows: shape.opensWith === 'array' ? shape.elements : shape.topLevelValues,
    declared: new Map(),
    guessed: true,
    explain: (error) => explainJson(error, read),
  };
  const scalars = columns.length === 1 && columns[0]?.name === 'json';
  // Only detection finds the keys of columns that it had to rename: `a` and `A_1` for `a` and `A`, `C0` for an empty key.
  if (scalars || hasRenamed(columns)) return detected;
  // Detecting again with every prepared statement would read the file each time.
  const typed = async (typeOf: (column: TypedColumn) => string): Promise<SourceRelation> => {
    const types = columns.map((column) => `${quoteLiteral(column.name)}: ${quoteLiteral(typeOf(column))}`);
    const select = reader(`format = '${formatOf(shape)}', records = true, columns = {${types.join(', ')}}`);
    return { ...detected, select, columns: await columnsOfQuery(connection, select) };
  };
  const narrow = await typed(({ type }) => sqlTypeOf(type).replaceAll(/\bHUGEINT\b/g, 'BIGINT'));
  return {
    ...narrow,
    lookAtAll: async () => {
      const fitting = await integerTypes(connection, detected);
      return typed(({ name, type }) => fitting.get(name) ?? sqlTypeOf(type));
    },
  };
}

/**
 * Detects columns and types from the whole file: a key that first appears late would be dropped
 * without a word.
 */
async function detect(
  connection: DuckDBConnection,
  read: SourceFile,
  shape: JsonShape,
  reader: (options: string) => string,
): Promise<{ select: string; columns: TypedColumn[] }> {
  const select = reader(`format = '${formatOf(shape)}', sample_size = -1, maximum_depth = 24`);
  try {
    const columns = await columnsOfQuery(connection, select);
    if (columns.length !== 1 || columns[0]?.type.typeId !== DuckDBTypeId.MAP) return { select, columns };
    // Many rare keys look like a map to DuckDB; here they are columns.
    const wide = select.replace(/\)$/, ', map_inference_threshold = -1, field_appearance_threshold = 0)');
    const wideColumns = await columnsOfQuery(connection, wide);
    return wideColumns.length > MAX_RARE_COLUMNS
      ? { select, columns }
      : { select: wide, columns: wideColumns };
  } catch (error) {
    throw isNativeError(error) ? ((await explainJson(error, read)) ?? error) : error;
  }
}

function hasRenamed(columns: readonly TypedColumn[]): boolean {
  if (columns.some(({ name }, index) => name === `C${index}`)) return true;
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return columns.some(({ name }) => names.has(name.toLowerCase().replace(/_\d+$/, '')) && /_\d+$/.test(name));
}

function formatOf(shape: JsonShape): string {
  if (shape.opensWith === 'array' && shape.topLevelValues === 1) return 'array';
  return shape.multiline ? 'unstructured' : 'newline_delimited';
}

/**
 * The narrowest types of the columns that were detected as 128-bit integers. DuckDB makes any mix of
 * positive and negative numbers that wide; 64 bits nearly always do.
 */
async function integerTypes(
  connection: DuckDBConnection,
  { select, columns }: SourceRelation,
): Promise<Map<string, string>> {
  const wide = columns.filter(({ type }) => type.typeId === DuckDBTypeId.HUGEINT);
  if (wide.length === 0) return new Map();
  const ranges = wide.map(({ name }, index) => {
    const column = quoteIdentifier(name);
    return `CASE WHEN min(${column}) >= -9223372036854775808 AND max(${column}) <= 9223372036854775807 THEN 'BIGINT'
      WHEN min(${column}) >= 0 AND max(${column}) <= 18446744073709551615 THEN 'UBIGINT' ELSE 'HUGEINT' END AS c${index}`;
  });
  const found = await queryOne(connection, `SELECT ${ranges.join(', ')} FROM (${select})`);
  return new Map(wide.map(({ name }, index) => [name, String(found[`c${index}`])]));
}

async function refuseEmptyArray(
  connection: DuckDBConnection,
  file: SourceFile,
  select: string,
): Promise<void> {
  const { n } = await queryOne(connection, `SELECT count(*) AS n FROM (${select})`);
  if (Number(n) > 0) return;
  throw errors.DatasetGenerationError({
    file: file.name,
    reason: 'its JSON array holds no record, so there are no columns',
    next: 'Upload a file with at least one record.',
  });
}

/** `{"a": [1, 2], "b": [3, 4]}` has two rows; `{"version": 1, "data": [{…}, {…}]}` has its records in `data`. */
async function unfoldColumns(connection: DuckDBConnection, folded: SourceRelation): Promise<SourceRelation> {
  const lists = folded.columns.filter(({ type }) => type.typeId === DuckDBTypeId.LIST);
  const names = lists.map(({ name }) => quoteIdentifier(name));
  if (lists.length > 0 && lists.length === folded.columns.length) {
    const lengths = await queryOne(
      connection,
      `SELECT list_distinct([${names.map((name) => `coalesce(len(${name}), 0)`).join(', ')}]) AS lengths FROM (${folded.select})`,
    );
    const distinct = (lengths.lengths as { items: bigint[] }).items;
    const tables = lists.every(
      ({ type }) => type.typeId === DuckDBTypeId.LIST && type.valueType.typeId === DuckDBTypeId.STRUCT,
    );
    // Two tables in one object, like nodes and links of a graph, are one record, not columns.
    if (distinct.length > 1 && tables) return folded;
    if (distinct.length > 1) {
      throw errors.DatasetGenerationError({
        file: folded.file.name,
        reason: `its columns have different lengths (${distinct.slice(0, 5).join(', ')})`,
        next: 'Give every column the same number of values.',
      });
    }
  }
  const [only] = lists;
  const records =
    lists.length === 1 &&
    only?.type.typeId === DuckDBTypeId.LIST &&
    only.type.valueType.typeId === DuckDBTypeId.STRUCT;
  if (!records && lists.length !== folded.columns.length) return folded;
  const select = records
    ? `SELECT unnest(record) FROM (SELECT unnest(${names[0]}) AS record FROM (${folded.select}))`
    : `SELECT ${names.map((name) => `unnest(${name}) AS ${name}`).join(', ')} FROM (${folded.select})`;
  const { n } = await queryOne(
    connection,
    `SELECT coalesce(max(len(${names[0]})), 0) AS n FROM (${folded.select})`,
  );
  return {
    ...folded,
    lookAtAll: async (again) => unfoldColumns(again, (await folded.lookAtAll?.(again)) ?? folded),
    select,
    columns: await columnsOfQuery(connection, select),
    estimatedRows: Number(n),
  };
}
