import type { Feature } from '@rowhouse/contract';

/** What a value is, as far as comparing goes. */
export type ValueKind =
  | 'number'
  | 'text'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'time'
  | 'binary'
  | 'list'
  | 'struct'
  | 'json'
  | 'other';

/** The type of a column or of a part of a filter. */
export interface ValueType {
  kind: ValueKind;
  /** As users know it: `int64`, `list`. */
  name: string;
  /** The type in SQL to which a value must be cast to be compared with it; of a closed set, see `sqlTypes`. */
  sql: SqlType;
  /** Of lists. */
  item?: Feature;
  /** Of structs, by name. */
  fields?: Readonly<Record<string, Feature>>;
  /** Of class labels: the names of the numbers. */
  labels?: readonly string[];
}

export const sqlTypes = [
  'BIGINT',
  'BLOB',
  'BOOLEAN',
  'DATE',
  'DECIMAL',
  'DOUBLE',
  'FLOAT',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP_NS',
  'TIMESTAMPTZ',
  'VARCHAR',
] as const;

export type SqlType = (typeof sqlTypes)[number];

export const truth: ValueType = { kind: 'boolean', name: 'bool', sql: 'BOOLEAN' };
export const wholeNumber: ValueType = { kind: 'number', name: 'int64', sql: 'BIGINT' };
export const plainText: ValueType = { kind: 'text', name: 'string', sql: 'VARCHAR' };

/** How the values of a feature can be compared. */
export function typeOfFeature(feature: Feature): ValueType {
  if (!('_type' in feature) || typeof feature._type !== 'string') {
    return { kind: 'struct', name: 'struct', sql: 'VARCHAR', fields: feature as Record<string, Feature> };
  }
  const known = feature as Exclude<Feature, Record<string, Feature>>;
  switch (known._type) {
    case 'Value':
      return typeOfDtype(known.dtype);
    case 'ClassLabel':
      return { kind: 'number', name: 'ClassLabel', sql: 'BIGINT', labels: known.names };
    case 'List':
    case 'LargeList':
    case 'Sequence':
      return { kind: 'list', name: 'list', sql: 'VARCHAR', item: known.feature };
    case 'Json':
      return { kind: 'json', name: 'Json', sql: 'VARCHAR' };
    default:
      return { kind: 'other', name: known._type, sql: 'VARCHAR' };
  }
}

function typeOfDtype(dtype: string): ValueType {
  const of = (kind: ValueKind, sql: SqlType): ValueType => ({ kind, name: dtype, sql });
  if (/^u?int\d+$/.test(dtype)) return of('number', 'BIGINT');
  if (dtype === 'float64' || dtype === 'double') return of('number', 'DOUBLE');
  if (/^(half_)?float/.test(dtype)) return of('number', 'FLOAT');
  if (dtype.startsWith('decimal')) return of('number', 'DECIMAL');
  if (dtype === 'bool') return of('boolean', 'BOOLEAN');
  if (/^(large_)?string(_view)?$/.test(dtype)) return of('text', 'VARCHAR');
  if (/^(large_)?binary(_view)?$/.test(dtype)) return of('binary', 'BLOB');
  if (dtype.startsWith('date')) return of('date', 'DATE');
  if (dtype.startsWith('timestamp[')) {
    if (dtype.includes('tz=')) return of('timestamp', 'TIMESTAMPTZ');
    return of('timestamp', dtype.startsWith('timestamp[ns') ? 'TIMESTAMP_NS' : 'TIMESTAMP');
  }
  if (dtype.startsWith('time')) return of('time', 'TIME');
  return of('other', 'VARCHAR');
}
