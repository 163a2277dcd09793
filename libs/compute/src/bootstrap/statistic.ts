/** What is estimated, from one column `x` or two. */
export type Statistic =
  | { kind: 'mean' }
  | { kind: 'sd' }
  | { kind: 'median' }
  /** `p` in (0, 1); interpolated between neighbours. */
  | { kind: 'quantile'; p: number }
  /** Pearson's, of the pairs (x, y). */
  | { kind: 'correlation' }
  /** Mean of x minus mean of y: two independent samples, perhaps of different sizes. */
  | { kind: 'difference-of-means' };

/** Sums over a resample of standardised numbers x and y, whose squares and product are taken less their mean of 1 or r. */
export const momentsPerResample = 6;

/** The place of each sum: of the weights, x, x² - 1, y, y² - 1, x y - r. */
export type Moments = readonly [number, number, number, number, number, number];

/** A column made ready for devices that compute in f32: mean 0 and standard deviation 1, by its own mean and deviation. */
export interface Standardised {
  values: Float32Array;
  mean: number;
  /** Divided by n, not n - 1; 1 for a constant column, whose values are then all 0. */
  deviation: number;
}

export function standardise(column: Float64Array): Standardised {
  let sum = 0;
  for (const value of column) sum += value;
  const mean = sum / column.length;
  let squares = 0;
  for (const value of column) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / column.length) || 1;
  const values = new Float32Array(new SharedArrayBuffer(column.length * 4));
  for (let row = 0; row < column.length; row++) {
    values[row] = ((column[row] as number) - mean) / deviation;
  }
  return { values, mean, deviation };
}

/** The correlation of two standardised columns. */
export function correlationOf(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let row = 0; row < x.length; row++) sum += (x[row] as number) * (y[row] as number);
  return sum / x.length;
}

/** The statistic of one resample from its sums, and how many rows the resample has. */
export function statisticOfMoments(
  kind: 'mean' | 'sd' | 'correlation',
  moments: Moments,
  rows: number,
  x: Standardised,
  correlation: number,
): number {
  const [weights, sx, sxx, sy, syy, sxy] = moments;
  const mx = sx / weights;
  const vx = sxx / weights + 1 - mx * mx;
  if (kind === 'mean') return x.mean + x.deviation * mx;
  if (kind === 'sd') return x.deviation * Math.sqrt((Math.max(0, vx) * rows) / (rows - 1));
  const my = sy / weights;
  const vy = syy / weights + 1 - my * my;
  return (sxy / weights + correlation - mx * my) / Math.sqrt(vx * vy);
}
