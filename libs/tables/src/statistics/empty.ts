import type { ColumnSource } from './column.js';
import { proportion } from './rounding.js';

/** What is said of a column without a single value. */
export const EMPTY = {
  min: null,
  max: null,
  mean: null,
  median: null,
  std: null,
  histogram: null,
  quantiles: null,
} as const;

/** Nulls of a column with so many values. */
export function nullsOf(source: ColumnSource, values: number) {
  const nan_count = source.numRows - values;
  return { nan_count, nan_proportion: proportion(nan_count, source.numRows) };
}
