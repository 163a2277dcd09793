import { type DuckDBConnection, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { errors, type RowhouseError } from '@rowhouse/contract';
import { columnsOfQuery, type TypedColumn } from '../engine/describe-query.js';
import { quoteIdentifier } from '../engine/quote.js';
import { sqlTypeOf, storedColumn, storedType } from '../features/stored-type.js';
import type { SourceRelation } from './source.js';

export interface UnifiedTable {
  columns: TypedColumn[];
  relations: SourceRelation[];
}

/**
 * Gives all files of a split one list of columns, by name; a column that a file lacks is null there.
 * Numbers and dates widen; where a guessed type meets text, the column is read as text again, so
 * that `007` stays `007`.
 * @throws DatasetGenerationCastError when a file's own types contradict the others
 */
export async function unify(
  connection: DuckDBConnection,
  relations: readonly SourceRelation[],
): Promise<UnifiedTable> {
  const [first] = relations;
  if (relations.length === 1 && first) return { columns: first.columns, relations: [first] };
  const columns = await unionColumns(connection, relations);
  const texts = new Set(columns.filter(({ type }) => type.typeId === DuckDBTypeId.VARCHAR).map(keyOf));
  const adapted = await Promise.all(relations.map((relation) => readTexts(relation, texts, relations)));
  for (const relation of adapted) checkShapes(relation, columns, adapted);
  return { columns, relations: adapted };
}

/** DuckDB takes a number and a list for kin while it looks for a common type, and finds out too late. */
function checkShapes(
  relation: SourceRelation,
  columns: readonly TypedColumn[],
  all: readonly SourceRelation[],
): void {
  const shapes = new Map(columns.map((column) => [keyOf(column), shapeOf(column.type)]));
  const misfit = relation.columns.find((column) => shapeOf(column.type) !== shapes.get(keyOf(column)));
  if (!misfit) return;
  const fits = (column: TypedColumn) =>
    keyOf(column) === keyOf(misfit) && shapeOf(column.type) === shapes.get(keyOf(misfit));
  throw contradiction(relation, all.find((other) => other.columns.some(fits)) ?? relation);
}

function shapeOf(type: DuckDBType): string {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return `[${shapeOf(type.valueType)}]`;
    case DuckDBTypeId.STRUCT:
      return 'struct';
    case DuckDBTypeId.MAP:
      return 'map';
    default:
      return 'value';
  }
}

/** The relation's rows with the unified columns in their stored types. */
export function selectUnified(relation: SourceRelation, columns: readonly TypedColumn[]): string {
  const own = new Map(relation.columns.map((column) => [keyOf(column), column]));
  const list = columns.map((column) => {
    const { name, type } = column;
    const mine = own.get(keyOf(column));
    const target = storedType(type);
    if (!mine) return `CAST(NULL AS ${target}) AS ${quoteIdentifier(name)}`;
    if (sqlTypeOf(mine.type) === sqlTypeOf(type) && mine.name === name) return storedColumn(name, type);
    return `CAST(${quoteIdentifier(mine.name)} AS ${target}) AS ${quoteIdentifier(name)}`;
  });
  return `SELECT ${list.join(', ')} FROM (${relation.select})`;
}

async function unionColumns(
  connection: DuckDBConnection,
  relations: readonly SourceRelation[],
): Promise<TypedColumn[]> {
  try {
    return await columnsOfQuery(connection, union(relations));
  } catch (error) {
    for (const relation of relations.slice(1)) {
      try {
        await columnsOfQuery(connection, union([relations[0] as SourceRelation, relation]));
      } catch {
        throw contradiction(relation, relations[0] as SourceRelation);
      }
    }
    throw error;
  }
}

function union(relations: readonly SourceRelation[]): string {
  return relations.map(({ select }) => `(${select})`).join(' UNION ALL BY NAME ');
}

async function readTexts(
  relation: SourceRelation,
  texts: ReadonlySet<string>,
  all: readonly SourceRelation[],
): Promise<SourceRelation> {
  const other = relation.columns.filter((column) => texts.has(keyOf(column)) && !isText(column.type));
  if (other.length === 0) return relation;
  if (relation.guessed) {
    return relation.readAsText ? relation.readAsText(new Set(other.map(({ name }) => name))) : relation;
  }
  const key = keyOf(other[0] as TypedColumn);
  const opponent = all.find(({ columns }) =>
    columns.some((column) => keyOf(column) === key && isText(column.type)),
  );
  throw contradiction(relation, opponent ?? (all[0] as SourceRelation));
}

function isText(type: DuckDBType): boolean {
  return [DuckDBTypeId.VARCHAR, DuckDBTypeId.ENUM, DuckDBTypeId.UUID, DuckDBTypeId.SQLNULL].includes(
    type.typeId,
  );
}

function contradiction(relation: SourceRelation, other: SourceRelation): RowhouseError {
  const theirs = new Map(other.columns.map((column) => [keyOf(column), column.type.toString()]));
  const clash = relation.columns.find((column) => {
    const their = theirs.get(keyOf(column));
    return their !== undefined && their !== column.type.toString();
  });
  return errors.DatasetGenerationCastError({
    file: relation.file.name,
    reason: clash
      ? `its column '${clash.name}' is ${clash.type.toString().slice(0, 200)}, in '${other.file.name}' it is ${theirs.get(keyOf(clash))?.slice(0, 200)}`
      : `its columns can't be joined with those of '${other.file.name}'`,
  });
}

/** DuckDB compares names without case. */
function keyOf({ name }: { name: string }): string {
  return name.toLowerCase();
}
