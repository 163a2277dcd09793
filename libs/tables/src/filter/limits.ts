/** What one filter may be made of. Beyond a limit it is refused before anything is looked at or run. */
export const filterLimits = {
  /** Characters of `where` and of `orderby`, each. */
  maxLength: 100_000,
  /** Brackets, NOTs and calls inside each other. */
  maxDepth: 100,
  /** Calls behind one value: `"a".trim().lower()` has two. */
  maxChain: 8,
  /** Conditions, values and columns together. */
  maxParts: 2000,
  /** Keys of `orderby`. */
  maxKeys: 32,
};

export type FilterLimits = typeof filterLimits;
