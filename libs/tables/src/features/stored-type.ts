import { type DuckDBStructType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { quoteIdentifier } from '../engine/quote.js';
import { isJson } from './feature-of-type.js';

/**
 * How a type is kept in Parquet, as SQL. Types that Parquet or Hugging Face's features lack become
 * the nearest one that loses nothing: 128-bit integers are `DECIMAL(38, 0)` (Parquet would make
 * them doubles), enums, UUIDs, intervals, bit strings and times with a zone are text, unions and
 * variants are JSON. So is what is nested deeper than readers of Parquet can bear: the time to read lists in lists
 * doubles every two levels, to a second at 46.
 */
export function storedType(type: DuckDBType): string {
  if (isJson(type) || isTooDeep(type)) return 'JSON';
  switch (type.typeId) {
    case DuckDBTypeId.HUGEINT:
      return 'DECIMAL(38, 0)';
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.BIGNUM:
    case DuckDBTypeId.ENUM:
    case DuckDBTypeId.UUID:
    case DuckDBTypeId.INTERVAL:
    case DuckDBTypeId.BIT:
    case DuckDBTypeId.TIME_TZ:
    case DuckDBTypeId.GEOMETRY:
    case DuckDBTypeId.SQLNULL:
      return 'VARCHAR';
    case DuckDBTypeId.TIME_NS:
      return 'TIME';
    case DuckDBTypeId.UNION:
    case DuckDBTypeId.VARIANT:
      return 'JSON';
    case DuckDBTypeId.LIST:
      return `${storedType(type.valueType)}[]`;
    case DuckDBTypeId.ARRAY:
      return `${storedType(type.valueType)}[${type.length}]`;
    case DuckDBTypeId.MAP:
      return `MAP(${storedType(type.keyType)}, ${storedType(type.valueType)})`;
    case DuckDBTypeId.STRUCT:
      return structOf(type, storedType);
    default:
      return type.toString();
  }
}

const MAX_LEVELS = 32;

function isTooDeep(type: DuckDBType, levels = MAX_LEVELS): boolean {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
    case DuckDBTypeId.MAP:
      return levels === 0 || isTooDeep(type.valueType, levels - 1);
    case DuckDBTypeId.STRUCT:
      return levels === 0 || type.entryTypes.some((field) => isTooDeep(field, levels - 1));
    default:
      return false;
  }
}

/** A column of a relation in its stored type. */
export function storedColumn(name: string, type: DuckDBType): string {
  const column = quoteIdentifier(name);
  const stored = storedType(type);
  return stored === sqlTypeOf(type) ? column : `CAST(${column} AS ${stored}) AS ${column}`;
}

/** A type as SQL, which unlike `toString` tells JSON from other text, at any depth. */
export function sqlTypeOf(type: DuckDBType): string {
  if (isJson(type)) return 'JSON';
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return `${sqlTypeOf(type.valueType)}[]`;
    case DuckDBTypeId.ARRAY:
      return `${sqlTypeOf(type.valueType)}[${type.length}]`;
    case DuckDBTypeId.MAP:
      return `MAP(${sqlTypeOf(type.keyType)}, ${sqlTypeOf(type.valueType)})`;
    case DuckDBTypeId.STRUCT:
      return structOf(type, sqlTypeOf);
    default:
      return type.toString();
  }
}

function structOf(type: DuckDBStructType, fieldType: (type: DuckDBType) => string): string {
  const fields = type.entryNames.map(
    (name, index) => `${quoteIdentifier(name)} ${fieldType(type.entryTypes[index] as DuckDBType)}`,
  );
  return `STRUCT(${fields.join(', ')})`;
}
