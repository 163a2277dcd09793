import { quoteIdentifier } from '../engine/quote.js';
import type { TypedOrder } from './check.js';
import type { ParameterCast, Typed } from './typed.js';

/** What the relation that is filtered must be called. */
export const relationName = 'split';

/**
 * Prints checked filters as DuckDB's SQL. What a user typed is in none of it: names come from the table's schema,
 * values are bound parameters, and all else is of closed sets.
 */
export class SqlPrinter {
  /** The values of `$1`, `$2`, …; all are texts that the SQL casts. */
  readonly parameters: string[] = [];

  constructor(
    /** The column with the number of each row in its split. */
    private readonly rowNumber: string,
  ) {}

  order({ value, descending, nulls }: TypedOrder): string {
    return `${this.print(value)} ${descending ? 'DESC' : 'ASC'} NULLS ${nulls}`;
  }

  print(typed: Typed): string {
    switch (typed.kind) {
      case 'column':
        return this.#name(...typed.path);
      case 'rowNumber':
        return this.#name(this.rowNumber);
      case 'parameter':
        return `CAST($${this.parameters.push(typed.text)} AS ${castName(typed.cast)})`;
      case 'null':
        return 'NULL';
      case 'call':
        return `${typed.name}(${typed.args.map((argument) => this.print(argument)).join(', ')})`;
      case 'logic':
        return `(${typed.terms.map((term) => this.print(term)).join(` ${typed.operator} `)})`;
      case 'not':
        return `(NOT ${this.print(typed.term)})`;
      case 'compare':
        return `(${this.print(typed.left)} ${typed.operator} ${this.print(typed.right)})`;
      case 'in': {
        const options = typed.options.map((option) => this.print(option)).join(', ');
        return `(${this.#operator(typed, 'IN')} (${options}))`;
      }
      case 'between':
        return `(${this.#operator(typed, 'BETWEEN')} ${this.print(typed.low)} AND ${this.print(typed.high)})`;
      case 'match':
        return this.#match(typed);
      case 'is':
        return `(${this.print(typed.value)} IS ${typed.negated ? 'NOT ' : ''}${typed.what})`;
    }
  }

  /** With the relation before it: else a struct of that name would be taken for it. */
  #name(...path: string[]): string {
    return [relationName, ...path].map(quoteIdentifier).join('.');
  }

  #operator({ value, negated }: { value: Typed; negated: boolean }, name: string): string {
    return `${this.print(value)} ${negated ? 'NOT ' : ''}${name}`;
  }

  /** GLOB takes no NOT before it; a regular expression matches the whole text, as DuckDB's `~` does. */
  #match(typed: Typed & { kind: 'match' }): string {
    const { operator, negated, value, pattern } = typed;
    if (operator === 'LIKE' || operator === 'ILIKE' || operator === 'SIMILAR TO') {
      return `(${this.#operator({ value, negated }, operator)} ${this.print(pattern)})`;
    }
    const matched =
      operator === 'GLOB'
        ? `(${this.print(value)} GLOB ${this.print(pattern)})`
        : `regexp_full_match(${this.print(value)}, ${this.print(pattern)})`;
    return negated ? `(NOT ${matched})` : matched;
  }
}

function castName(cast: ParameterCast): string {
  return cast.type === 'DECIMAL' ? `DECIMAL(${Math.max(cast.width, cast.scale)}, ${cast.scale})` : cast.type;
}
