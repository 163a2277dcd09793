import {
  ARRAY,
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBStructType,
  type DuckDBType,
  FLOAT,
  INTEGER,
  LIST,
  MAP,
  SMALLINT,
  TIME,
  TIMESTAMP,
  TIMESTAMP_MS,
  TIMESTAMP_NS,
  TIMESTAMP_S,
  TIMESTAMPTZ,
  TINYINT,
  UBIGINT,
  UINTEGER,
  USMALLINT,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import { errors } from '@rowhouse/contract';
import { DataType, Precision, TimeUnit } from 'apache-arrow';

const SIGNED: Readonly<Record<number, DuckDBType>> = { 8: TINYINT, 16: SMALLINT, 32: INTEGER, 64: BIGINT };
const UNSIGNED: Readonly<Record<number, DuckDBType>> = {
  8: UTINYINT,
  16: USMALLINT,
  32: UINTEGER,
  64: UBIGINT,
};
const TIMESTAMPS: Readonly<Record<TimeUnit, DuckDBType>> = {
  [TimeUnit.SECOND]: TIMESTAMP_S,
  [TimeUnit.MILLISECOND]: TIMESTAMP_MS,
  [TimeUnit.MICROSECOND]: TIMESTAMP,
  [TimeUnit.NANOSECOND]: TIMESTAMP_NS,
};

/**
 * The DuckDB type that holds an Arrow type's values. Durations are their count of units (`BIGINT`),
 * `date64` is `DATE`, nulls are `VARCHAR`, dictionaries are their values.
 * @throws DatasetGenerationError for types without a counterpart: unions, intervals, wide decimals
 */
export function duckTypeOf(type: DataType, column: string, file: string): DuckDBType {
  const inner = (child: DataType) => duckTypeOf(child, column, file);
  if (DataType.isDictionary(type)) return inner(type.dictionary);
  if (DataType.isNull(type)) return VARCHAR;
  if (DataType.isBool(type)) return BOOLEAN;
  if (DataType.isInt(type)) return (type.isSigned ? SIGNED : UNSIGNED)[type.bitWidth] as DuckDBType;
  if (DataType.isFloat(type)) return type.precision === Precision.DOUBLE ? DOUBLE : FLOAT;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type)) return VARCHAR;
  if (isBinary(type)) return BLOB;
  if (DataType.isDate(type)) return DATE;
  if (DataType.isTime(type)) return TIME;
  if (DataType.isTimestamp(type)) return type.timezone ? TIMESTAMPTZ : TIMESTAMPS[type.unit];
  if (DataType.isDuration(type)) return BIGINT;
  if (DataType.isDecimal(type) && type.precision <= 38) return DECIMAL(type.precision, type.scale);
  if (DataType.isList(type) || DataType.isLargeList(type)) return LIST(inner(type.valueType));
  if (DataType.isFixedSizeList(type)) return ARRAY(inner(type.valueType), type.listSize);
  if (DataType.isStruct(type)) {
    return new DuckDBStructType(
      type.children.map(({ name }) => name),
      type.children.map((child) => inner(child.type)),
    );
  }
  if (DataType.isMap(type)) return MAP(inner(type.keyType), inner(type.valueType));
  throw errors.DatasetGenerationError({
    file,
    reason: `its column '${column}' has the Arrow type ${String(type)}, which can't be stored`,
    next: 'Convert the column to a number, text, date, list or struct.',
  });
}

export function isBinary(type: DataType): boolean {
  return (
    DataType.isBinary(type) ||
    DataType.isLargeBinary(type) ||
    DataType.isBinaryView(type) ||
    DataType.isFixedSizeBinary(type)
  );
}
