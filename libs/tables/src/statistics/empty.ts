/** What is said of a column without a single value. */
export const EMPTY = { min: null, max: null, mean: null, median: null, std: null, histogram: null } as const;
