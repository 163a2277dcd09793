import { decimalText } from './decimal-text.js';
import { shown } from './filter-error.js';
import type { Literal } from './syntax.js';
import type { ParameterCast, Typed } from './typed.js';
import { plainText, truth, type ValueType, wholeNumber } from './value-type.js';

const datePattern = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/;
const timestampPattern =
  /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?\s*$/i;
const timePattern = /^\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*$/;

/** The type that a value has by itself, where nothing else says what it should be. */
export function ownType({ kind, text }: Literal): ValueType {
  switch (kind) {
    case 'number':
      return decimalText(text)?.scale === 0
        ? wholeNumber
        : { kind: 'number', name: 'float64', sql: 'DOUBLE' };
    case 'boolean':
      return truth;
    case 'date':
      return { kind: 'date', name: 'date32', sql: 'DATE' };
    case 'timestamp':
      return { kind: 'timestamp', name: 'timestamp[us]', sql: 'TIMESTAMP' };
    case 'time':
      return { kind: 'time', name: 'time64[us]', sql: 'TIME' };
    default:
      return plainText;
  }
}

/**
 * A value of the filter as a parameter that can be compared with values of `type`.
 * @returns what is wrong with it, as a sentence, when it can't
 */
export function valueFor(literal: Literal, type: ValueType): Typed | string {
  if (literal.kind === 'null') return { kind: 'null' };
  const { kind, text } = literal;
  const parameter = (cast: ParameterCast, value = text): Typed => ({
    kind: 'parameter',
    text: value.trim(),
    cast,
    type,
  });
  switch (type.kind) {
    case 'number':
      return kind === 'number' || kind === 'text' ? numberFor(literal, type) : mismatch(literal, type);
    case 'text':
    case 'json':
      return kind === 'text'
        ? { kind: 'parameter', text, cast: { type: 'VARCHAR' }, type }
        : mismatch(
            literal,
            type,
            kind === 'number' ? ` Write '${shown(text)}' to compare it as a text.` : '',
          );
    case 'boolean': {
      const asTruth = /^(true|1)$/i.test(text) ? 'true' : /^(false|0)$/i.test(text) ? 'false' : null;
      return asTruth
        ? parameter({ type: 'BOOLEAN' }, asTruth)
        : mismatch(literal, type, ' Use true or false.');
    }
    case 'date':
      if (kind !== 'text' && kind !== 'date' && kind !== 'timestamp') return mismatch(literal, type, aDate);
      if (kind !== 'timestamp' && isDate(text)) return parameter({ type: 'DATE' });
      return isTimestamp(text) ? parameter({ type: 'TIMESTAMP' }) : mismatch(literal, type, aDate);
    case 'timestamp':
      if (kind !== 'text' && kind !== 'date' && kind !== 'timestamp')
        return mismatch(literal, type, aTimestamp);
      return isTimestamp(text)
        ? parameter({ type: type.sql as 'TIMESTAMP' })
        : mismatch(literal, type, aTimestamp);
    case 'time':
      return (kind === 'text' || kind === 'time') && isTime(text)
        ? parameter({ type: 'TIME' })
        : mismatch(literal, type, " Write a time as '23:59:59'.");
    default:
      return mismatch(literal, type);
  }
}

const aDate = " Write a date as '2024-12-31'.";
const aTimestamp = " Write a time as '2024-12-31 23:59:59' or a date as '2024-12-31'.";

function mismatch({ kind, text }: Literal, { name }: ValueType, next = ''): string {
  const value = kind === 'number' || kind === 'boolean' ? text : `'${text}'`;
  return `A value of type ${name} can't be compared with ${shown(value)}.${next}`;
}

function numberFor(literal: Literal, type: ValueType): Typed | string {
  const { kind, text } = literal;
  const label = kind === 'text' ? (type.labels?.indexOf(text) ?? -1) : -1;
  const number = label === -1 ? text.trim() : String(label);
  const isFloat = type.sql === 'DOUBLE' || type.sql === 'FLOAT';
  if (isFloat && /^[+-]?(nan|inf|infinity)$/i.test(number))
    return parameterOf(number, { type: type.sql as 'DOUBLE' }, type);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number)) {
    const labels = type.labels ? ` Its labels are ${shown(type.labels.join(', '))}.` : '';
    return mismatch(literal, type, labels);
  }
  const exact = decimalText(number);
  if (type.sql === 'FLOAT' && Number.isFinite(Math.fround(Number(number)))) {
    return parameterOf(number, { type: 'FLOAT' }, type);
  }
  if (isFloat || exact === null || wholeDigits(type) + exact.scale > 38) {
    return Number.isFinite(Number(number))
      ? parameterOf(String(Number(number)), { type: 'DOUBLE' }, type)
      : `The number ${shown(text)} is too large.`;
  }
  if (exact.scale === 0 && isBigint(exact.text)) return parameterOf(exact.text, { type: 'BIGINT' }, type);
  return parameterOf(exact.text, { type: 'DECIMAL', width: exact.width, scale: exact.scale }, type);
}

function parameterOf(text: string, cast: ParameterCast, type: ValueType): Typed {
  return { kind: 'parameter', text, cast, type };
}

/** Digits before the point that a column's values may have: DuckDB compares decimals as one type of at most 38 digits. */
function wholeDigits({ name }: ValueType): number {
  const match = /^decimal\d*\((\d+),\s*(-?\d+)\)/.exec(name);
  return match ? Number(match[1]) - Number(match[2]) : 20;
}

function isBigint(text: string): boolean {
  return BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

function isDate(text: string): boolean {
  const match = datePattern.exec(text);
  return match !== null && isDay(match);
}

function isTimestamp(text: string): boolean {
  const match = timestampPattern.exec(text);
  return match !== null && isDay(match) && isClock(match.slice(4));
}

function isTime(text: string): boolean {
  const match = timePattern.exec(text);
  return match !== null && isClock(match.slice(1));
}

function isDay([, year, month, day]: RegExpExecArray): boolean {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && Number(year) > 0;
}

function isClock([hour = '0', minute = '0', second = '0']: readonly string[]): boolean {
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}
