import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { type Data, DataType, DateUnit, TimeUnit, Vector } from 'apache-arrow';
import { isBinary } from './types.js';

/** Gives the value of a row of one column of one batch, as DuckDB takes it. */
export type ValueReader = (row: number) => DuckDBValue | null;

const MICROS: Readonly<Record<TimeUnit, (value: bigint) => bigint>> = {
  [TimeUnit.SECOND]: (value) => value * 1_000_000n,
  [TimeUnit.MILLISECOND]: (value) => value * 1000n,
  [TimeUnit.MICROSECOND]: (value) => value,
  [TimeUnit.NANOSECOND]: (value) => value / 1000n,
};

const TIMESTAMPS: Readonly<Record<TimeUnit, (value: bigint) => DuckDBValue>> = {
  [TimeUnit.SECOND]: (value) => new DuckDBTimestampSecondsValue(value),
  [TimeUnit.MILLISECOND]: (value) => new DuckDBTimestampMillisecondsValue(value),
  [TimeUnit.MICROSECOND]: (value) => new DuckDBTimestampValue(value),
  [TimeUnit.NANOSECOND]: (value) => new DuckDBTimestampNanosecondsValue(value),
};

export function valueReader(data: Data): ValueReader {
  const read = readerOf(data);
  return data.nullCount === 0 ? read : (row) => (data.getValid(row) ? read(row) : null);
}

function readerOf(data: Data): ValueReader {
  const { type } = data;
  if (DataType.isNull(type)) return () => null;
  if (DataType.isDictionary(type)) return dictionaryReader(data);
  if (DataType.isDate(type)) {
    const perDay = type.unit === DateUnit.DAY ? 1n : 86_400_000n;
    const integer = integers(data);
    return (row) => new DuckDBDateValue(Number(integer(row) / perDay));
  }
  if (DataType.isTime(type)) {
    const [integer, micros] = [integers(data), MICROS[type.unit]];
    return (row) => new DuckDBTimeValue(micros(integer(row)));
  }
  if (DataType.isTimestamp(type)) {
    const [integer, micros, make] = [integers(data), MICROS[type.unit], TIMESTAMPS[type.unit]];
    if (type.timezone) return (row) => new DuckDBTimestampTZValue(micros(integer(row)));
    return (row) => make(integer(row));
  }
  if (DataType.isDuration(type)) return integers(data);
  if (DataType.isDecimal(type)) return decimalReader(data, type.precision, type.scale);
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)) return listReader(data);
  if (DataType.isFixedSizeList(type)) {
    const item = valueReader(data.children[0] as Data);
    const size = type.listSize;
    return (row) => new DuckDBArrayValue(range(row * size, (row + 1) * size, item));
  }
  if (DataType.isStruct(type)) return structReader(data);
  const vector = new Vector([data]);
  if (isBinary(type)) return (row) => new DuckDBBlobValue(vector.get(row) as Uint8Array);
  return (row) => vector.get(row) as DuckDBValue;
}

/** Integers of any width as stored, without apache-arrow's conversion to a floating-point date. */
function integers(data: Data): (row: number) => bigint {
  const values = data.values as Int32Array | BigInt64Array;
  return (row) => BigInt(values[row] as number | bigint);
}

function decimalReader(data: Data, width: number, scale: number): ValueReader {
  const words = data.values as Uint32Array;
  const stride = data.stride;
  return (row) => {
    let value = 0n;
    for (let i = stride - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[row * stride + i] as number);
    return new DuckDBDecimalValue(BigInt.asIntN(stride * 32, value), width, scale);
  };
}

function listReader(data: Data): ValueReader {
  const offsets = data.valueOffsets as unknown as Int32Array | BigInt64Array;
  const child = data.children[0] as Data;
  const bounds = (row: number) => [Number(offsets[row]), Number(offsets[row + 1])] as const;
  if (!DataType.isMap(data.type)) {
    const item = valueReader(child);
    return (row) => new DuckDBListValue(range(...bounds(row), item));
  }
  const [key, value] = child.children.map((field) => valueReader(field)) as [ValueReader, ValueReader];
  return (row) => new DuckDBMapValue(range(...bounds(row), (i) => ({ key: key(i), value: value(i) })));
}

function structReader(data: Data): ValueReader {
  const fields = (data.type as DataType & { children: { name: string }[] }).children.map(
    ({ name }, index) => [name, valueReader(data.children[index] as Data)] as const,
  );
  return (row) => new DuckDBStructValue(Object.fromEntries(fields.map(([name, read]) => [name, read(row)])));
}

/** Decodes each entry of the dictionary once per batch. */
function dictionaryReader(data: Data): ValueReader {
  const entries = (data.dictionary as Vector).data.flatMap((chunk) => {
    const read = valueReader(chunk);
    return range(0, chunk.length, read);
  });
  const keys = data.values as Int32Array | BigInt64Array;
  return (row) => entries[Number(keys[row])] ?? null;
}

function range<T>(start: number, end: number, make: (index: number) => T): T[] {
  return Array.from({ length: end - start }, (_, i) => make(start + i));
}
