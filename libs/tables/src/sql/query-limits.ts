/** What one query may use beside its memory and time. A result over a limit is refused, never cut. */
export const queryLimits = {
  maxRows: 10_000_000,
  maxResultBytes: 4 * 1024 ** 3,
  /** Of what does not fit into memory. */
  maxSpillBytes: 20 * 1024 ** 3,
};

export type QueryLimits = typeof queryLimits;
