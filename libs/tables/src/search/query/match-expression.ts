import type { SearchClause } from './search-clause.js';

/** A query as SQLite's FTS5 takes it; every term stands between quotes, so none can be taken for an operator. */
export interface MatchExpressions {
  /** Rows with one or more of what is asked for; `null` when nothing is. */
  any: string | null;
  /** Rows with all of it; `null` when that is the same as `any`. */
  all: string | null;
  /** Rows to leave out; `null` when there are none. */
  none: string | null;
}

/** `ftsColumn` gives the column of the index that holds a column of the table. */
export function matchExpressions(
  clauses: readonly SearchClause[],
  ftsColumn: (column: string) => string,
): MatchExpressions {
  const of = (negative: boolean) =>
    clauses.filter((clause) => clause.negative === negative).map((clause) => expression(clause, ftsColumn));
  const [positive, negative] = [of(false), of(true)];
  const none = negative.length === 0 ? null : negative.join(' OR ');
  const less = (expressions: string) => (none === null ? expressions : `(${expressions}) NOT (${none})`);
  return {
    any: positive.length === 0 ? null : less(positive.join(' OR ')),
    all: positive.length < 2 ? null : less(positive.join(' AND ')),
    none,
  };
}

function expression({ column, terms, prefix }: SearchClause, ftsColumn: (column: string) => string): string {
  const phrase = `"${terms.join(' ').replaceAll('"', '""')}"${prefix ? ' *' : ''}`;
  return column === null ? phrase : `(${ftsColumn(column)} : ${phrase})`;
}
