/** One thing that a query asks for: terms that follow one another. */
export interface SearchClause {
  /** Rows that hold it are left out. */
  negative: boolean;
  /** The only column to look into; `null` for all. */
  column: string | null;
  /** At least one, as `Terms` gives them. */
  terms: string[];
  /** The last term may go on. */
  prefix: boolean;
}
