import type { NumericalStatistics } from '@rowhouse/contract';
import { exactInteger } from '../page/exact-number.js';
import { binCounts } from './bin-counts.js';
import { histOf, type IntegerBins, integerBins, integerType } from './bins.js';
import type { ColumnSource } from './column.js';
import { EMPTY, nullsOf } from './empty.js';
import { rankedOfCounts, rankedValues } from './ranks.js';
import { round } from './rounding.js';

/** Up to so many different values it is cheaper to count each than to order all. */
const MAX_COUNTED = 2000;
const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** Statistics of integers: a column, or the lengths of texts or lists, as SQL in `expression`. */
export async function integerStatistics(
  source: ColumnSource,
  expression: string,
): Promise<NumericalStatistics> {
  const found = await source.queries.aggregate(source.table, expression, (x) => ({
    n: `count(${x})`,
    min: `min(${x})::HUGEINT`,
    max: `max(${x})::HUGEINT`,
    mean: `avg(${x})::DOUBLE`,
    std: `stddev_samp(${x}::DOUBLE)`,
    distinct: `approx_count_distinct(${x})`,
  }));
  const count = Number(found.n);
  const nan = nullsOf(source, count);
  if (count === 0) return { ...nan, ...EMPTY, n_unique_approx: 0 };
  const [min, max] = [found.min as bigint, found.max as bigint];
  const { mean, std } =
    min < -MAX_EXACT || max > MAX_EXACT
      ? await momentsFrom(source, expression, min)
      : { mean: Number(found.mean), std: found.std === null ? null : Number(found.std) };
  const bins = integerBins(min, max);
  const { hist, ranked, distinct } =
    Number(found.distinct) <= MAX_COUNTED
      ? await byCounting(source, expression, bins)
      : {
          hist: histOf(await binCounts(source, expression, binOf(bins, integerType(min, max))), bins.count),
          ranked: await rankedValues<number | bigint>(source, expression, count),
          distinct: Math.min(Number(found.distinct), count),
        };
  return {
    ...nan,
    min: exact(min),
    max: exact(max),
    mean: typeof mean === 'number' ? round(mean) : mean,
    median: middle(BigInt(ranked.low), BigInt(ranked.high)),
    std: std === null ? null : round(std),
    histogram: { hist, bin_edges: bins.edges.map(exact) },
    quantiles: Object.fromEntries(ranked.quantiles.map(([share, value]) => [share, exact(BigInt(value))])),
    n_unique_approx: distinct,
  };
}

/** SQL for the number of the bin of a value. */
function binOf({ edges, size, count }: IntegerBins, type: ReturnType<typeof integerType>) {
  const first = edges[0] as bigint;
  if (type === 'DOUBLE')
    return (x: string) =>
      `least(floor((${x}::DOUBLE - '${first}'::DOUBLE) / '${size}'::DOUBLE), ${count - 1})`;
  return (x: string) => `least((${x}::${type} - (${first})::${type}) // ${size}::${type}, ${count - 1})`;
}

/** Mean and deviation of distances: doubles do not hold the numbers themselves. */
async function momentsFrom(source: ColumnSource, expression: string, min: bigint) {
  const distance = (x: string) =>
    min < -(2n ** 125n) ? `${x}::DOUBLE - '${min}'::DOUBLE` : `(${x}::HUGEINT - (${min})::HUGEINT)::DOUBLE`;
  const found = await source.queries.aggregate(source.table, expression, (x) => ({
    mean: `avg(${distance(x)})`,
    std: `stddev_samp(${distance(x)})`,
  }));
  // The distance may itself be beyond what doubles hold to the unit; then so is its mean.
  const mean = exact(min + BigInt(Math.round(Number(found.mean))));
  return { mean, std: found.std === null ? null : Number(found.std) };
}

async function byCounting(source: ColumnSource, expression: string, bins: IntegerBins) {
  const found = await source.queries.counts(source.table, expression, (x) => `${x}::HUGEINT`);
  const counts = found.map(([x, n]) => [x as bigint, n] as const);
  counts.sort(([a], [b]) => (a < b ? -1 : 1));
  const hist = histOf(new Map(), bins.count);
  const first = bins.edges[0] as bigint;
  for (const [value, n] of counts) {
    const bin = Math.min(Number((value - first) / bins.size), bins.count - 1);
    hist[bin] = (hist[bin] ?? 0) + n;
  }
  return { hist, ranked: rankedOfCounts(counts), distinct: counts.length };
}

function middle(low: bigint, high: bigint): number {
  const sum = low + high;
  if (sum % 2n === 0n) return exact(sum / 2n);
  return Number(low) / 2 + Number(high) / 2;
}

/** Beyond 2^53 the value is an object that only `JSON.stringify` reads, as an exact number. */
function exact(value: bigint): number {
  return exactInteger(value) as number;
}
