import type { PhiloxKey } from '../philox/philox.js';

/** What resampling works from; the arrays lie in shared memory. */
export interface ResampleInput {
  key: PhiloxKey;
  /** Word 3 of the counters. */
  stream: number;
  /** Standardised. */
  x: Float32Array;
  /** Of the same rows; empty when one column is enough. */
  y: Float32Array;
  /** Subtracted from each product x y. */
  correlation: number;
  /**
   * `null` draws as many rows as there are, with replacement. A number weights every row instead, by independent normal
   * weights of mean 1 and this standard deviation.
   */
  weightDeviation: number | null;
  /** The first element of the counters. */
  firstElement: number;
}
