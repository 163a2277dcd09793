import type { FunctionName } from './functions.js';
import type { Comparison, Matching } from './syntax.js';
import type { SqlType, ValueType } from './value-type.js';

/** A filter whose names were found and whose types fit; all that is needed to print SQL, and nothing that was typed. */
export type Typed =
  /** The names as the table has them: a column, then fields of structs. */
  | { kind: 'column'; path: string[]; type: ValueType }
  | { kind: 'rowNumber'; type: ValueType }
  /** A value, handed to DuckDB as a bound parameter. */
  | { kind: 'parameter'; text: string; cast: ParameterCast; type: ValueType }
  | { kind: 'null' }
  | { kind: 'call'; name: FunctionName; args: Typed[]; type: ValueType }
  | { kind: 'compare'; operator: Comparison; left: Typed; right: Typed }
  | { kind: 'logic'; operator: 'AND' | 'OR'; terms: Typed[] }
  | { kind: 'not'; term: Typed }
  | { kind: 'in'; value: Typed; options: Typed[]; negated: boolean }
  | { kind: 'between'; value: Typed; low: Typed; high: Typed; negated: boolean }
  | { kind: 'match'; operator: Matching; value: Typed; pattern: Typed; negated: boolean }
  | { kind: 'is'; value: Typed; what: 'NULL' | 'TRUE' | 'FALSE'; negated: boolean };

/** Decimals have the digits that the value needs. */
export type ParameterCast =
  | { type: Exclude<SqlType, 'DECIMAL'> }
  | { type: 'DECIMAL'; width: number; scale: number };
