import {
  type DuckDBArrayValue,
  type DuckDBBlobValue,
  type DuckDBDateValue,
  type DuckDBDecimalValue,
  type DuckDBListValue,
  type DuckDBMapValue,
  type DuckDBStructValue,
  type DuckDBTimestampNanosecondsValue,
  type DuckDBTimestampValue,
  type DuckDBTimeValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { type Data, type DataType, makeData } from 'apache-arrow';
import { arrowType } from './arrow-type.js';

type Values = readonly (DuckDBValue | undefined)[];
type Numbers =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;
type Bigs = BigInt64Array | BigUint64Array;

const numberArrays: Partial<Record<DuckDBTypeId, new (length: number) => Numbers>> = {
  [DuckDBTypeId.TINYINT]: Int8Array,
  [DuckDBTypeId.SMALLINT]: Int16Array,
  [DuckDBTypeId.INTEGER]: Int32Array,
  [DuckDBTypeId.UTINYINT]: Uint8Array,
  [DuckDBTypeId.USMALLINT]: Uint16Array,
  [DuckDBTypeId.UINTEGER]: Uint32Array,
  [DuckDBTypeId.FLOAT]: Float32Array,
  [DuckDBTypeId.DOUBLE]: Float64Array,
};

const bigOf: Partial<Record<DuckDBTypeId, (value: DuckDBValue) => bigint>> = {
  [DuckDBTypeId.BIGINT]: (value) => value as bigint,
  [DuckDBTypeId.UBIGINT]: (value) => value as bigint,
  [DuckDBTypeId.TIME]: (value) => (value as DuckDBTimeValue).micros,
  [DuckDBTypeId.TIMESTAMP]: (value) => (value as DuckDBTimestampValue).micros,
  [DuckDBTypeId.TIMESTAMP_TZ]: (value) => (value as DuckDBTimestampValue).micros,
  [DuckDBTypeId.TIMESTAMP_NS]: (value) => (value as DuckDBTimestampNanosecondsValue).nanos,
};

/** Values of one type in Arrow's memory layout (the columnar format's specification, "Physical Memory Layout"). */
export function arrowData(type: DuckDBType, values: Values, as: DataType = arrowType(type)): Data {
  const length = values.length;
  const { nullBitmap, nullCount } = validity(values);
  const make = (parts: object): Data =>
    makeData({ type: as, length, nullCount, nullBitmap, ...parts } as Parameters<typeof makeData>[0]) as Data;
  const numbers = numberArrays[type.typeId];
  if (numbers) {
    const data = new numbers(length);
    for (let i = 0; i < length; i++) data[i] = (values[i] ?? 0) as number;
    return make({ data });
  }
  const big = bigOf[type.typeId];
  if (big) {
    const data: Bigs =
      type.typeId === DuckDBTypeId.UBIGINT ? new BigUint64Array(length) : new BigInt64Array(length);
    for (let i = 0; i < length; i++) data[i] = isNull(values[i]) ? 0n : big(values[i] as DuckDBValue);
    return make({ data });
  }
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return make({ data: bitsOf(values, (value) => value === true) });
    case DuckDBTypeId.DATE:
      return make({
        data: Int32Array.from(values, (value) => (isNull(value) ? 0 : (value as DuckDBDateValue).days)),
      });
    case DuckDBTypeId.DECIMAL:
      return make({ data: decimals(values) });
    case DuckDBTypeId.BLOB:
      return make(variable(values, (value) => (value as DuckDBBlobValue).bytes));
    case DuckDBTypeId.LIST: {
      const { valueOffsets, items } = flattened(values, (value) => (value as DuckDBListValue).items);
      return make({ valueOffsets, child: arrowData(type.valueType, items) });
    }
    case DuckDBTypeId.ARRAY: {
      const empty = Array.from({ length: type.length }, () => null);
      const items = values.flatMap((value) => (isNull(value) ? empty : (value as DuckDBArrayValue).items));
      return make({ child: arrowData(type.valueType, items) });
    }
    case DuckDBTypeId.STRUCT:
      return make({
        children: type.entryNames.map((name, index) => {
          const field = values.map((value) => (value as DuckDBStructValue | null)?.entries[name] ?? null);
          return arrowData(type.entryTypes[index] as DuckDBType, field);
        }),
      });
    case DuckDBTypeId.MAP: {
      const { valueOffsets, items } = flattened(values, (value) => (value as DuckDBMapValue).entries);
      const entries = items as unknown as { key: DuckDBValue; value: DuckDBValue }[];
      const children = [
        arrowData(
          type.keyType,
          entries.map(({ key }) => key),
        ),
        arrowData(
          type.valueType,
          entries.map(({ value }) => value),
        ),
      ];
      const child = makeData({
        type: as.children[0]?.type as DataType,
        length: entries.length,
        nullCount: 0,
        children,
      } as Parameters<typeof makeData>[0]);
      return make({ valueOffsets, child });
    }
    default:
      return make(variable(values, (value) => Buffer.from(String(value))));
  }
}

function isNull(value: DuckDBValue | undefined): value is null | undefined {
  return value === null || value === undefined;
}

function validity(values: Values): { nullBitmap: Uint8Array; nullCount: number } {
  const nullCount = values.reduce<number>((count, value) => (isNull(value) ? count + 1 : count), 0);
  return { nullCount, nullBitmap: bitsOf(values, (value) => !isNull(value)) };
}

/** One bit per value, the first in the lowest bit; padded to 8 bytes. */
function bitsOf(values: Values, isSet: (value: DuckDBValue | undefined) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 64) * 8);
  for (let i = 0; i < values.length; i++) {
    if (isSet(values[i])) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  }
  return bits;
}

/** 128 bits each, two's complement, little endian. */
function decimals(values: Values): Uint32Array {
  const words = new Uint32Array(values.length * 4);
  for (const [index, value] of values.entries()) {
    let rest = isNull(value) ? 0n : BigInt.asUintN(128, (value as DuckDBDecimalValue).value);
    for (let word = 0; word < 4; word++) {
      words[index * 4 + word] = Number(rest & 0xffffffffn);
      rest >>= 32n;
    }
  }
  return words;
}

function variable(values: Values, bytesOf: (value: DuckDBValue) => Uint8Array) {
  const parts = values.map((value) => (isNull(value) ? new Uint8Array() : bytesOf(value)));
  return { valueOffsets: offsetsOf(parts), data: Buffer.concat(parts) };
}

function flattened(values: Values, itemsOf: (value: DuckDBValue) => readonly unknown[]) {
  const parts = values.map((value) => (isNull(value) ? [] : itemsOf(value)));
  return { valueOffsets: offsetsOf(parts), items: parts.flat(1) as DuckDBValue[] };
}

function offsetsOf(parts: readonly { length: number }[]): Int32Array {
  const offsets = new Int32Array(parts.length + 1);
  for (const [index, { length }] of parts.entries()) offsets[index + 1] = (offsets[index] as number) + length;
  return offsets;
}
