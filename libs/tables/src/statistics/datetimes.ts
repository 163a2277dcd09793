import type { DatetimeStatistics } from '@rowhouse/contract';
import { binCounts } from './bin-counts.js';
import { histOf, integerType } from './bins.js';
import { civilTime, clockTime } from './civil-time.js';
import type { ColumnSource } from './column.js';
import { EMPTY, nullsOf } from './empty.js';
import { rankedValues } from './ranks.js';

const BINS = 10n;
/** In a shorter range, in microseconds, the edges of bins would look the same without fractions of seconds. */
const SHORT = 10_000_000n;

/**
 * Statistics of points in time, given as SQL that makes a timestamp. Dates are printed as
 * `2016-07-01 00:00:00` (with `+0000` when they carry a zone), the deviation as Python prints a
 * `timedelta`. Infinite timestamps count as null.
 */
export async function datetimeStatistics(
  source: ColumnSource,
  timestamp: string,
  zone = false,
): Promise<DatetimeStatistics> {
  const expression = `CASE WHEN isfinite(${timestamp}) THEN epoch_us(${timestamp}) END`;
  return microsStatistics(
    source,
    expression,
    (micros, options) => civilTime(micros, options) + (zone ? '+0000' : ''),
  );
}

/** Statistics of times of day. */
export function timeStatistics(source: ColumnSource): Promise<DatetimeStatistics> {
  return microsStatistics(source, `epoch_us(${source.column})`, clockTime);
}

type Print = (micros: bigint, options: { fraction: boolean }) => string;

async function microsStatistics(
  source: ColumnSource,
  expression: string,
  print: Print,
): Promise<DatetimeStatistics> {
  const found = await source.queries.aggregate(source.table, expression, (x) => ({
    n: `count(${x})`,
    min: `min(${x})`,
    max: `max(${x})`,
    mean: `avg(${x})::DOUBLE`,
    std: `stddev_samp(${x}::DOUBLE)`,
    distinct: `approx_count_distinct(${x})`,
  }));
  const count = Number(found.n);
  const nan = nullsOf(source, count);
  if (count === 0) return { ...nan, ...EMPTY, n_unique_approx: 0 };
  const [min, max] = [found.min as bigint, found.max as bigint];
  const { low, high, quantiles } = await rankedValues<bigint>(source, expression, count);
  const fraction = max - min < SHORT;
  const text = (micros: bigint) => print(micros, { fraction });
  return {
    ...nan,
    min: text(min),
    max: text(max),
    mean: text(BigInt(Math.round(Number(found.mean)))),
    median: text((low + high) >> 1n),
    std: found.std === null ? null : printDuration(BigInt(Math.round(Number(found.std)))),
    histogram: await histogramOf(source, expression, { min, max, count, text }),
    quantiles: Object.fromEntries(quantiles.map(([share, value]) => [share, text(value)])),
    n_unique_approx: Math.min(Number(found.distinct), count),
  };
}

async function histogramOf(
  source: ColumnSource,
  expression: string,
  { min, max, count, text }: { min: bigint; max: bigint; count: number; text: (micros: bigint) => string },
) {
  if (min === max) return { hist: [count], bin_edges: [text(min), text(max)] };
  const width = max - min;
  const type = integerType(min, max, BINS);
  const counts = await binCounts(
    source,
    expression,
    (x) => `least((${x}::${type} - (${min})::${type}) * ${BINS} // ${width}::${type}, ${BINS - 1n})`,
  );
  const edges = Array.from({ length: Number(BINS) + 1 }, (_, i) => min + (width * BigInt(i)) / BINS);
  return { hist: histOf(counts, Number(BINS)), bin_edges: edges.map(text) };
}

/** `str(timedelta)`: `3 days, 4:05:06.000007`. */
export function printDuration(micros: bigint): string {
  const days = micros / 86_400_000_000n;
  const clock = clockTime(micros % 86_400_000_000n, { fraction: true }).replace(/^0(?=\d)/, '');
  const prefix = days === 0n ? '' : `${days} day${days === 1n ? '' : 's'}, `;
  return prefix + clock;
}
