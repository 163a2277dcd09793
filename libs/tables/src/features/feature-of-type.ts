import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { Feature, FeatureColumn } from '@rowhouse/contract';
import type { TypedColumn } from '../engine/describe-query.js';

const DTYPES: Partial<Record<DuckDBTypeId, string>> = {
  [DuckDBTypeId.BOOLEAN]: 'bool',
  [DuckDBTypeId.TINYINT]: 'int8',
  [DuckDBTypeId.SMALLINT]: 'int16',
  [DuckDBTypeId.INTEGER]: 'int32',
  [DuckDBTypeId.BIGINT]: 'int64',
  [DuckDBTypeId.UTINYINT]: 'uint8',
  [DuckDBTypeId.USMALLINT]: 'uint16',
  [DuckDBTypeId.UINTEGER]: 'uint32',
  [DuckDBTypeId.UBIGINT]: 'uint64',
  [DuckDBTypeId.FLOAT]: 'float32',
  [DuckDBTypeId.DOUBLE]: 'float64',
  [DuckDBTypeId.VARCHAR]: 'string',
  [DuckDBTypeId.BLOB]: 'binary',
  [DuckDBTypeId.DATE]: 'date32',
  [DuckDBTypeId.TIME]: 'time64[us]',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp[s]',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp[ms]',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp[us]',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp[ns]',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp[us, tz=UTC]',
};

const value = (dtype: string): Feature => ({ _type: 'Value', dtype });

/** The Hugging Face feature of a stored type (see `storedType`). A map is a list of key-value structs. */
export function featureOfType(type: DuckDBType): Feature {
  if (isJson(type)) return { _type: 'Json' };
  switch (type.typeId) {
    case DuckDBTypeId.DECIMAL:
      return value(`decimal128(${type.width}, ${type.scale})`);
    case DuckDBTypeId.LIST:
      return { _type: 'List', feature: featureOfType(type.valueType) };
    case DuckDBTypeId.ARRAY:
      return { _type: 'List', feature: featureOfType(type.valueType), length: type.length };
    case DuckDBTypeId.STRUCT:
      return Object.fromEntries(
        type.entryNames.map((name, index) => [name, featureOfType(type.entryTypes[index] as DuckDBType)]),
      );
    case DuckDBTypeId.MAP:
      return {
        _type: 'List',
        feature: { key: featureOfType(type.keyType), value: featureOfType(type.valueType) },
      };
    default:
      return value(DTYPES[type.typeId] ?? 'string');
  }
}

/** True for text with the JSON logical type, whose cells are decoded values. */
export function isJson(type: DuckDBType): boolean {
  return type.typeId === DuckDBTypeId.VARCHAR && type.alias === 'JSON';
}

/** Features of all columns, in order; `declared` wins where it fits the stored type. */
export function columnsOf(
  columns: readonly TypedColumn[],
  declared: ReadonlyMap<string, Feature> = new Map(),
): FeatureColumn[] {
  return columns.map(({ name, type }, feature_idx) => ({
    feature_idx,
    name,
    type: declared.get(name) ?? featureOfType(type),
  }));
}
