import type { PhiloxKey } from '../philox/philox.js';
import type { ControlKind } from './control.js';
import type { Payoff } from './model.js';

/** Threads of a workgroup, and paths that a block holds per round. */
export const blockWidth = 256;

/** Bins of equal width between `low` and `high`; two more count what lies outside. */
export const fineBins = 1024;

/**
 * A model as numbers that any device can work from. Prices are kept as binary logarithms, since powers of two are what
 * devices compute fastest: a price is `levels[i] * 2 ** x[i]` with x = 0 at the start.
 */
export interface PreparedGbm {
  assets: number;
  steps: number;
  payoff: Payoff;
  /** Added to x in every step. */
  drift: Float64Array;
  /** Row i times the step's normal numbers is added to x[i]; lower triangle, row by row. */
  loadings: Float64Array;
  /** Spot times weight. */
  levels: Float64Array;
  /** Shares of the assets in the basket's value at the start. */
  shares: Float64Array;
  /** What a payment at the end is worth now. */
  discount: number;
  control: ControlKind;
  /** Expectation of the control's payment, not discounted. */
  controlMean: number;
  antithetic: boolean;
  key: PhiloxKey;
  /** Word 3 of the counters. */
  stream: number;
  /** Paths, or pairs of them when antithetic. */
  samples: number;
  /** Samples of one thread in a block; a block has `blockWidth` times as many. */
  rounds: number;
  /** Subtracted from the payment before it is added up, so that sums of squares lose no digits. */
  shift: number;
  /** Of the bins, for the discounted payment. */
  low: number;
  high: number;
}

/** Sums over the samples of one block; `a` stands for payment - shift, `c` for control - its mean, both discounted. */
export interface BlockSums {
  a: number;
  aa: number;
  c: number;
  cc: number;
  ac: number;
  /** Of single paths. */
  min: number;
  max: number;
}

/** Numbers per block in `BlockResults.sums`, in the order of `BlockSums`. */
export const sumsPerBlock = 7;

/** What a device gives for a range of blocks. */
export interface BlockResults {
  sums: Float64Array;
  /** Paths at or below `low`, in each bin, at or above `high`. */
  counts: Float64Array;
}
