import type { Feature, FeatureColumn } from '@rowhouse/contract';
import { shown } from './filter-error.js';
import { applicable } from './functions.js';
import { nearNames } from './near-names.js';
import type { Typed } from './typed.js';
import { typeOfFeature, type ValueType, wholeNumber } from './value-type.js';

/** What Hugging Face's index calls the number of a row in its split. */
const rowNumberName = '__hf_index_id';

/** Finds what the names in a filter mean in one table. */
export class Columns {
  readonly #exact = new Map<string, FeatureColumn>();
  /** Null where several names differ only in case. */
  readonly #anyCase = new Map<string, FeatureColumn | null>();

  /** Longer beginnings of a name need not be looked up. */
  readonly #longest: number;

  constructor(private readonly columns: readonly FeatureColumn[]) {
    this.#longest = Math.max(0, ...columns.map(({ name }) => name.length));
    for (const column of columns) {
      const lower = column.name.toLowerCase();
      this.#exact.set(column.name, column);
      this.#anyCase.set(lower, this.#anyCase.has(lower) ? null : column);
    }
  }

  /**
   * `path` is what stood between double quotes: `"a"."b"`, or `"a.b"`, is the column `a.b` if there is one, else the field
   * `b` of the column `a`, or for `length` the length of `a`. The longest name of a column counts.
   * @returns a sentence when there is no such thing
   */
  find(path: readonly string[]): Typed | string {
    const name = path.join('.');
    if (!this.#column(name) && name === rowNumberName) return { kind: 'rowNumber', type: wholeNumber };
    for (const end of prefixEnds(name, this.#longest)) {
      const column = this.#column(name.slice(0, end));
      if (column) return within(column, end === name.length ? null : name.slice(end + 1));
    }
    return this.#unknown(name);
  }

  #column(name: string): FeatureColumn | undefined {
    return this.#exact.get(name) ?? this.#anyCase.get(name.toLowerCase()) ?? undefined;
  }

  #unknown(name: string): string {
    const near = nearNames(
      name,
      this.columns.map((column) => column.name),
    );
    const next =
      near.length > 0
        ? `Did you mean ${near.map((candidate) => `"${shown(candidate)}"`).join(' or ')}?`
        : `Its columns are ${shown(this.columns.map((column) => `"${column.name}"`).join(', '))}.`;
    return `The split has no column "${shown(name)}". ${next}`;
  }
}

/** What `rest`, fields separated by dots, means inside a column; null means the column itself. */
function within(column: FeatureColumn, rest: string | null): Typed | string {
  let found: Typed & { kind: 'column' } = {
    kind: 'column',
    path: [column.name],
    type: typeOfFeature(column.type),
  };
  let left = rest;
  while (left !== null) {
    const step: { name: string; rest: string | null } | null = fieldOf(found.type, left);
    if (!step) return derived(found, left);
    const feature: Feature | undefined = found.type.fields?.[step.name];
    if (!feature) return derived(found, left);
    found = { kind: 'column', path: [...found.path, step.name], type: typeOfFeature(feature) };
    left = step.rest;
  }
  return found;
}

/** The longest field of a struct that `text` begins with. */
function fieldOf({ fields }: ValueType, text: string): { name: string; rest: string | null } | null {
  if (!fields) return null;
  const names = Object.keys(fields);
  for (const end of prefixEnds(text, Math.max(0, ...names.map((name) => name.length)))) {
    const wanted = text.slice(0, end);
    const name = Object.hasOwn(fields, wanted)
      ? wanted
      : names.find((candidate) => candidate.toLowerCase() === wanted.toLowerCase());
    if (name !== undefined) return { name, rest: end === text.length ? null : text.slice(end + 1) };
  }
  return null;
}

/** Where the whole name and its beginnings before dots end, the longest first, none longer than `longest`. */
function* prefixEnds(name: string, longest: number): Generator<number> {
  if (name.length <= longest) yield name.length;
  let end = name.lastIndexOf('.', Math.min(longest, name.length - 1));
  for (; end > 0; end = name.lastIndexOf('.', end - 1)) yield end;
}

function derived(column: Typed & { kind: 'column' }, name: string): Typed | string {
  const of = `"${shown(column.path.join('.'))}"`;
  if (name === 'length') {
    const length = applicable('length', column.type);
    if (typeof length !== 'string')
      return { kind: 'call', name: length.sql, args: [column], type: length.gives };
  }
  if (column.type.fields) {
    const names = Object.keys(column.type.fields);
    const near = nearNames(name, names);
    return `${of} has no field "${shown(name)}". Its fields are ${shown((near.length > 0 ? near : names).join(', '))}.`;
  }
  return `${of} is of type ${column.type.name} and has no "${shown(name)}".`;
}
