import type { Terms } from '../terms/terms.js';
import type { SearchClause } from './search-clause.js';

/** What one query may hold; what comes after is left out. */
export const searchQueryLimits = { clauses: 64, terms: 256 } as const;

/**
 * Reads a query: `word`, `"a phrase"`, `begin*`, `column:word`, `"a column":"a phrase"`, `-word`. Whatever is written is
 * a query: what does not fit this is taken as words. One pass over the text.
 */
export function parseSearch(text: string, columns: readonly string[], terms: Terms): SearchClause[] {
  return new SearchParser(text, columns, terms).clauses();
}

interface Piece {
  text: string;
  quoted: boolean;
}

const space = /\s/u;
const quote = /["“”„]/u;

class SearchParser {
  #at = 0;
  readonly #columns: ReadonlyMap<string, string>;

  constructor(
    private readonly text: string,
    columns: readonly string[],
    private readonly terms: Terms,
  ) {
    this.#columns = new Map([
      // A name as it is written wins over one in another case.
      ...columns.map((name) => [name.toLowerCase(), name] as const).reverse(),
      ...columns.map((name) => [name, name] as const),
    ]);
  }

  clauses(): SearchClause[] {
    const clauses: SearchClause[] = [];
    let left: number = searchQueryLimits.terms;
    for (;;) {
      this.#skipSpace();
      if (this.#at >= this.text.length || left === 0 || clauses.length === searchQueryLimits.clauses)
        return clauses;
      const clause = this.#clause(left);
      if (!clause) continue;
      left -= clause.terms.length;
      clauses.push(clause);
    }
  }

  #clause(maxTerms: number): SearchClause | null {
    const negative = this.#next() === '-';
    if (negative) this.#at++;
    let piece = this.#piece();
    let column: string | null = null;
    const scope = this.#scopeOf(piece);
    if (scope) {
      column = scope.column;
      piece = scope.rest ?? this.#piece();
    }
    const starred = piece.quoted ? this.#next() === '*' : /\*\p{P}*$/u.test(piece.text);
    if (piece.quoted && starred) this.#at++;
    return this.#clauseOf(piece.text, { negative, column, starred }, maxTerms);
  }

  /** The column that a piece names, with what of the word follows; `null` when it names none. */
  #scopeOf({ text, quoted }: Piece): { column: string; rest: Piece | null } | null {
    const colon = quoted ? (this.#next() === ':' ? text.length : -1) : text.indexOf(':');
    if (colon < 1) return null;
    const name = text.slice(0, colon);
    const column = this.#columns.get(name) ?? this.#columns.get(name.toLowerCase());
    if (column === undefined) return null;
    if (quoted) this.#at++;
    const rest = quoted ? '' : text.slice(colon + 1);
    if (rest !== '') return { column, rest: { text: rest, quoted: false } };
    const follows = this.#next();
    if (follows !== '' && !space.test(follows)) return { column, rest: null };
    // A name with nothing after it is a word like others.
    if (quoted) this.#at--;
    return null;
  }

  #clauseOf(
    text: string,
    { negative, column, starred }: { negative: boolean; column: string | null; starred: boolean },
    maxTerms: number,
  ): SearchClause | null {
    const found = this.terms.of(text).slice(0, maxTerms);
    const last = found.at(-1);
    if (!last) return null;
    // The lone last character of a run is a term only where the run ends; here the text may go on.
    if (last.kind === 'last' && found.at(-2)?.kind === 'pair' && found.at(-2)?.end === last.end) found.pop();
    return {
      negative,
      column,
      terms: found.map((term) => term.text),
      prefix: (starred && last.kind === 'word') || found.at(-1)?.kind === 'last',
    };
  }

  /** Up to a space or a quote; or what stands between quotes, the last of which may be missing. */
  #piece(): Piece {
    const quoted = quote.test(this.#next());
    if (quoted) this.#at++;
    const start = this.#at;
    while (this.#at < this.text.length) {
      const character = this.#next();
      if (quote.test(character) || (!quoted && space.test(character))) break;
      this.#at++;
    }
    const text = this.text.slice(start, this.#at);
    if (quoted && this.#at < this.text.length) this.#at++;
    return { text, quoted };
  }

  #skipSpace(): void {
    while (this.#at < this.text.length && space.test(this.#next())) this.#at++;
  }

  #next(): string {
    return this.text.charAt(this.#at);
  }
}
