import type { Feature } from '@rowhouse/contract';
import {
  plainText,
  truth,
  typeOfFeature,
  type ValueKind,
  type ValueType,
  wholeNumber,
} from './value-type.js';

/** One way to call a function. */
interface Signature {
  /** Of the first argument. */
  takes: readonly ValueKind[];
  /** The types of the others; of a list's item where it says so. */
  others?: readonly (ValueType | 'item')[];
  gives: ValueType | 'same';
  /** Its name in DuckDB; others than these reach no SQL. */
  sql: FunctionName;
}

export type FunctionName =
  | 'abs'
  | 'ceil'
  | 'contains'
  | 'day'
  | 'ends_with'
  | 'floor'
  | 'hour'
  | 'isnan'
  | 'len'
  | 'length'
  | 'list_contains'
  | 'lower'
  | 'minute'
  | 'month'
  | 'octet_length'
  | 'round'
  | 'second'
  | 'starts_with'
  | 'trim'
  | 'upper'
  | 'year';

const length: Signature[] = [
  { takes: ['text', 'json'], gives: wholeNumber, sql: 'length' },
  { takes: ['list'], gives: wholeNumber, sql: 'len' },
  { takes: ['binary'], gives: wholeNumber, sql: 'octet_length' },
];
const listContains: Signature = { takes: ['list'], others: ['item'], gives: truth, sql: 'list_contains' };
const ofText = (sql: FunctionName): Signature[] => [{ takes: ['text'], gives: plainText, sql }];
const textHas = (sql: FunctionName): Signature[] => [
  { takes: ['text', 'json'], others: [plainText], gives: truth, sql },
];
const ofNumber = (sql: FunctionName): Signature[] => [{ takes: ['number'], gives: 'same', sql }];
const dated = (sql: FunctionName): Signature[] => [{ takes: ['date', 'timestamp'], gives: wholeNumber, sql }];
const clocked = (sql: FunctionName): Signature[] => [
  { takes: ['timestamp', 'time'], gives: wholeNumber, sql },
];

/** Every function of a filter, by the name under which it is called. */
const functions: ReadonlyMap<string, readonly Signature[]> = new Map(
  Object.entries({
    abs: ofNumber('abs'),
    array_contains: [listContains],
    array_length: length.slice(1, 2),
    ceil: ofNumber('ceil'),
    contains: [listContains, ...textHas('contains')],
    day: dated('day'),
    ends_with: textHas('ends_with'),
    floor: ofNumber('floor'),
    hour: clocked('hour'),
    isnan: [{ takes: ['number'], gives: truth, sql: 'isnan' }],
    len: length,
    length,
    list_contains: [listContains],
    lower: ofText('lower'),
    minute: clocked('minute'),
    month: dated('month'),
    round: ofNumber('round'),
    second: clocked('second'),
    starts_with: textHas('starts_with'),
    trim: ofText('trim'),
    upper: ofText('upper'),
    year: dated('year'),
  }),
);

/** A function as it applies to one type of first argument. */
export interface Applicable {
  sql: FunctionName;
  gives: ValueType;
  /** Types of the arguments after the first. */
  others: ValueType[];
}

/** @returns a sentence when there is no such function for such a value */
export function applicable(name: string, first: ValueType): Applicable | string {
  const signatures = functions.get(name);
  if (!signatures)
    return `There is no function ${name}. The functions are ${[...functions.keys()].join(', ')}.`;
  const found = signatures.find(({ takes }) => takes.includes(first.kind));
  if (!found) {
    const kinds = [...new Set(signatures.flatMap(({ takes }) => takes))].join(' or ');
    return `The function ${name} takes a ${kinds}, not a value of type ${first.name}.`;
  }
  return {
    sql: found.sql,
    gives: found.gives === 'same' ? first : found.gives,
    others: (found.others ?? []).map((type) =>
      type === 'item' ? typeOfFeature(first.item as Feature) : type,
    ),
  };
}
