import { errors } from '@rowhouse/contract';

/** What prices say about assets; per year, continuously compounded. */
export interface Calibration {
  assets: { spot: number; drift: number; volatility: number }[];
  correlation: number[][];
  /** Returns of each asset. */
  returns: number;
}

/**
 * Estimates geometric Brownian motions from prices at equal distances in time. With r the logarithms of the ratios of
 * successive prices, m their mean and s their standard deviation (divided by n - 1), and k prices in a year:
 * σ = s √k and μ = k m + σ² / 2, since the logarithm of a price grows by μ - σ² / 2 a year. The correlation is Pearson's
 * of the r. The spot is the last price.
 * @throws InvalidModel for prices from which nothing follows
 */
export function calibrate(
  prices: readonly Float64Array[],
  names: readonly string[],
  periodsPerYear: number,
): Calibration {
  const rows = prices[0]?.length ?? 0;
  if (rows < 3) {
    throw errors.InvalidModel({
      field: 'calibration',
      reason: `there are ${rows} dates at which ${names.map((name) => `'${name}'`).join(', ')} all have a price; three are needed. Check the names`,
    });
  }
  const returns = prices.map((series, place) => logReturns(series, names[place] as string));
  const means = returns.map((series) => series.reduce((sum, value) => sum + value, 0) / series.length);
  const covariance = (i: number, j: number) => {
    const [a, b] = [returns[i] as Float64Array, returns[j] as Float64Array];
    let sum = 0;
    for (let at = 0; at < a.length; at++) {
      sum += ((a[at] as number) - (means[i] as number)) * ((b[at] as number) - (means[j] as number));
    }
    return sum / (a.length - 1);
  };
  const deviations = returns.map((_, place) => Math.sqrt(covariance(place, place)));
  const correlation = returns.map((_, i) =>
    returns.map((_, j) => {
      if (i === j) return 1;
      const scale = (deviations[i] as number) * (deviations[j] as number);
      // A price that never moves goes with nothing.
      return scale === 0 ? 0 : Math.max(-1, Math.min(1, covariance(Math.min(i, j), Math.max(i, j)) / scale));
    }),
  );
  const assets = prices.map((series, place) => {
    const volatility = (deviations[place] as number) * Math.sqrt(periodsPerYear);
    return {
      spot: series.at(-1) as number,
      drift: (means[place] as number) * periodsPerYear + volatility ** 2 / 2,
      volatility,
    };
  });
  return { assets, correlation, returns: rows - 1 };
}

function logReturns(series: Float64Array, name: string): Float64Array {
  const bad = series.findIndex((price) => !(price > 0 && Number.isFinite(price)));
  if (bad >= 0) {
    throw errors.InvalidModel({
      field: 'calibration',
      reason: `'${name}' has the price ${series[bad]}; prices must be above 0`,
    });
  }
  return Float64Array.from({ length: series.length - 1 }, (_, at) =>
    Math.log((series[at + 1] as number) / (series[at] as number)),
  );
}
