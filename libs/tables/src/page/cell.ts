import {
  type DuckDBArrayValue,
  type DuckDBBlobValue,
  type DuckDBDateValue,
  type DuckDBListValue,
  type DuckDBMapValue,
  type DuckDBStructValue,
  type DuckDBTimestampNanosecondsValue,
  type DuckDBTimestampTZValue,
  type DuckDBTimestampValue,
  type DuckDBTimeValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { isJson } from '../features/feature-of-type.js';
import { CellWithMedia, holdsMediaCells, isMediaCell, MediaCell } from '../media/media-cell.js';
import { exactFloat, exactInteger, parseExact } from './exact-number.js';
import { isoDate, isoTime, isoTimestamp } from './iso-time.js';

/** A value as `JSON.stringify` prints it in Hugging Face's cell encoding. */
export type CellEncoder = (value: DuckDBValue) => unknown;

/**
 * The encoding of a type's cells: timestamps, dates and times ISO 8601, binary base64, NaN and
 * infinities null, whole floats with `.0`, 64-bit integers exact, decimals as strings (a JSON number would lose digits),
 *  structs as objects, maps as lists of `{key, value}`, JSON decoded. Cells with media, read by `cellColumn`, are a `CellWithMedia`.
 */
export function cellEncoder(type: DuckDBType): CellEncoder {
  const encode = partEncoder(type);
  if (!holdsMediaCells(type)) return encode;
  return (value) => {
    const cell = encode(value);
    return cell === null ? null : new CellWithMedia(cell);
  };
}

function partEncoder(type: DuckDBType): CellEncoder {
  const encode = encoderOf(type);
  return (value) => (value === null || value === undefined ? null : encode(value));
}

function encoderOf(type: DuckDBType): CellEncoder {
  if (isJson(type)) return (value) => decodeJson(value as string);
  switch (type.typeId) {
    case DuckDBTypeId.FLOAT:
      return (value) => shortestFloat(value as number);
    case DuckDBTypeId.DOUBLE:
      return (value) => (Number.isFinite(value) ? exactFloat(value as number) : null);
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return (value) => exactInteger(value as bigint);
    case DuckDBTypeId.DATE:
      return (value) => isoDate((value as DuckDBDateValue).days);
    case DuckDBTypeId.TIME:
      return (value) => isoTime((value as DuckDBTimeValue).micros);
    case DuckDBTypeId.TIMESTAMP:
      return (value) => isoTimestamp((value as DuckDBTimestampValue).micros, 1_000_000n);
    case DuckDBTypeId.TIMESTAMP_NS:
      return (value) => isoTimestamp((value as DuckDBTimestampNanosecondsValue).nanos, 1_000_000_000n);
    case DuckDBTypeId.TIMESTAMP_TZ:
      return (value) => withZone(isoTimestamp((value as DuckDBTimestampTZValue).micros, 1_000_000n));
    case DuckDBTypeId.BLOB:
      return (value) => Buffer.from((value as DuckDBBlobValue).bytes).toString('base64');
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      const item = partEncoder(type.valueType);
      return (value) => (value as DuckDBListValue | DuckDBArrayValue).items.map(item);
    }
    case DuckDBTypeId.STRUCT: {
      if (isMediaCell(type)) return (value) => MediaCell.of(value as DuckDBStructValue);
      const fields = type.entryNames.map(
        (name, index) => [name, partEncoder(type.entryTypes[index] as DuckDBType)] as const,
      );
      return (value) => {
        const { entries } = value as DuckDBStructValue;
        return objectOf(fields.map(([name, encode]) => [name, encode(entries[name] as DuckDBValue)]));
      };
    }
    case DuckDBTypeId.MAP: {
      const [key, item] = [partEncoder(type.keyType), partEncoder(type.valueType)];
      return (value) =>
        (value as DuckDBMapValue).entries.map((entry) => ({ key: key(entry.key), value: item(entry.value) }));
    }
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
      return (value) => value;
    default:
      return (value) => String(value);
  }
}

/** Keeps a column named `__proto__` a column. */
export function objectOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null);
  for (const [name, value] of entries) object[name] = value;
  return object;
}

/** `0.1` stored in 32 bits is `0.10000000149011612` in 64; print what was meant. */
function shortestFloat(value: number): number | object | null {
  if (!Number.isFinite(value)) return null;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return exactFloat(short);
  }
  return exactFloat(Number(value.toPrecision(9)));
}

function withZone(iso: string | null): string | null {
  return iso === null ? null : `${iso}+00:00`;
}

/** Text that is not JSON despite its type is shown as it is. */
function decodeJson(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return text;
  }
}
