import type { FeatureColumn } from '@rowhouse/contract';
import { Columns } from './columns.js';
import { FilterError, type FilterPart } from './filter-error.js';
import { applicable } from './functions.js';
import { ownType, valueFor } from './literal-value.js';
import { isLiteral, type Literal, type OrderSyntax, type Syntax } from './syntax.js';
import type { Typed } from './typed.js';
import { plainText, truth, type ValueKind, type ValueType } from './value-type.js';

/** Values of these are compared with nothing that can stand in a filter. */
const onlyNulls: ReadonlySet<ValueKind> = new Set(['binary', 'list', 'struct', 'other']);

/** A sort key whose names were found. */
export interface TypedOrder extends Omit<OrderSyntax, 'value'> {
  value: Typed;
}

/** Finds the names of a filter in a table and checks that the types fit. */
export class Checker {
  readonly #columns: Columns;

  constructor(
    private readonly part: FilterPart,
    private readonly text: string,
    columns: readonly FeatureColumn[],
  ) {
    this.#columns = new Columns(columns);
  }

  /** @throws FilterError */
  condition(syntax: Syntax): Typed {
    switch (syntax.kind) {
      case 'logic':
        return { ...syntax, terms: syntax.terms.map((term) => this.condition(term)) };
      case 'not':
        return { kind: 'not', term: this.condition(syntax.term) };
      case 'compare':
        return this.#compare(syntax);
      case 'in':
        return this.#in(syntax);
      case 'between':
        return this.#between(syntax);
      case 'match':
        return this.#match(syntax);
      case 'is':
        return this.#is(syntax);
      case 'boolean':
      case 'null':
        return this.#fitting(syntax, truth);
      default: {
        const value = this.#value(syntax);
        if (typeOf(value).kind === 'boolean') return value;
        throw this.#error('A comparison is missing: this value is not true or false by itself.', syntax.at);
      }
    }
  }

  /** @throws FilterError */
  order({ value, ...rest }: OrderSyntax): TypedOrder {
    if (isLiteral(value)) throw this.#error('Sort by a column, its name in double quotes.', value.at);
    return { ...rest, value: this.#value(value) };
  }

  #compare(syntax: Syntax & { kind: 'compare' }): Typed {
    const [left, right] = this.#alike([syntax.left, syntax.right]) as [Typed, Typed];
    return { kind: 'compare', operator: syntax.operator, left, right };
  }

  #in({ value, options, negated }: Syntax & { kind: 'in' }): Typed {
    const [first, ...others] = this.#alike([value, ...options]) as [Typed, ...Typed[]];
    return { kind: 'in', value: first, options: others, negated };
  }

  #between({ value, low, high, negated }: Syntax & { kind: 'between' }): Typed {
    const [of, from, to] = this.#alike([value, low, high]) as [Typed, Typed, Typed];
    return { kind: 'between', value: of, low: from, high: to, negated };
  }

  #match(syntax: Syntax & { kind: 'match' }): Typed {
    const { operator, negated } = syntax;
    const value = this.#text(syntax.value, operator);
    return { kind: 'match', operator, value, pattern: this.#text(syntax.pattern, operator), negated };
  }

  #is({ value, what, negated }: Syntax & { kind: 'is' }): Typed {
    if (what !== 'NULL') return { kind: 'is', value: this.condition(value), what, negated };
    const checked = isLiteral(value) ? this.#fitting(value, ownType(value)) : this.#value(value);
    return { kind: 'is', value: checked, what, negated };
  }

  /** Values that are compared with each other: those that stand in the filter take the type of the others. */
  #alike(parts: readonly Syntax[]): Typed[] {
    const known = new Map<Syntax, Typed>();
    for (const part of parts) if (!isLiteral(part)) known.set(part, this.#value(part));
    const [first] = known.values();
    const values = parts.filter((part) => isLiteral(part)).filter(({ kind }) => kind !== 'null');
    const type = first ? typeOf(first) : values[0] ? ownType(values[0]) : plainText;
    if (values[0] && onlyNulls.has(type.kind)) {
      const next = type.kind === 'list' ? 'contains(column, value) or length(column)' : 'IS NULL';
      throw this.#error(
        `A value of type ${type.name} can't be compared like this. Use ${next}.`,
        values[0].at,
      );
    }
    return parts.map((part) => {
      if (isLiteral(part)) return this.#fitting(part, type);
      const value = known.get(part) as Typed;
      if (!comparable(typeOf(value), type)) {
        throw this.#error(
          `A value of type ${typeOf(value).name} can't be compared with one of type ${type.name}.`,
          part.at,
        );
      }
      return value;
    });
  }

  #value(syntax: Syntax): Typed {
    if (isLiteral(syntax)) return this.#fitting(syntax, ownType(syntax));
    if (syntax.kind === 'column') {
      const found = this.#columns.find(syntax.path);
      if (typeof found === 'string') throw this.#error(found, syntax.at);
      return found;
    }
    return syntax.kind === 'call' ? this.#call(syntax) : this.condition(syntax);
  }

  #call({ name, args: [first, ...rest], at }: Syntax & { kind: 'call' }): Typed {
    if (!first) throw this.#error(`The function ${name} needs a column or a value.`, at);
    const value = this.#value(first);
    const found = applicable(name, typeOf(value));
    if (typeof found === 'string') throw this.#error(found, at);
    if (rest.length !== found.others.length) {
      throw this.#error(
        `The function ${name} takes ${found.others.length + 1} arguments here, not ${rest.length + 1}.`,
        at,
      );
    }
    const args = rest.map((argument, index) => this.#argument(argument, found.others[index] as ValueType));
    return { kind: 'call', name: found.sql, args: [value, ...args], type: found.gives };
  }

  #argument(syntax: Syntax, type: ValueType): Typed {
    if (isLiteral(syntax)) return this.#fitting(syntax, type);
    const value = this.#value(syntax);
    if (comparable(typeOf(value), type)) return value;
    throw this.#error(
      `A value of type ${type.name} belongs here, not one of type ${typeOf(value).name}.`,
      syntax.at,
    );
  }

  #text(syntax: Syntax, operator: string): Typed {
    const value = isLiteral(syntax) ? this.#fitting(syntax, plainText) : this.#value(syntax);
    const { kind, name } = typeOf(value);
    if (kind === 'text' || kind === 'json') return value;
    throw this.#error(
      `${operator === '~' ? 'A pattern' : operator} needs a text, not a value of type ${name}.`,
      syntax.at,
    );
  }

  #fitting(literal: Literal, type: ValueType): Typed {
    const value = valueFor(literal, type);
    if (typeof value === 'string') throw this.#error(value, literal.at);
    return value;
  }

  #error(reason: string, at: number): FilterError {
    return new FilterError(this.part, reason, [...this.text.slice(0, at)].length + 1);
  }
}

function typeOf(typed: Typed): ValueType {
  if ('type' in typed) return typed.type;
  return typed.kind === 'null' ? plainText : truth;
}

/** Dates and times of day are points in time both; everything else only fits its own kind. */
function comparable(a: ValueType, b: ValueType): boolean {
  const kind = (type: ValueType) =>
    type.kind === 'date' ? 'timestamp' : type.kind === 'json' ? 'text' : type.kind;
  return kind(a) === kind(b);
}
