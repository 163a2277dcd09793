import type { NumericalStatistics } from '@rowhouse/contract';
import { queryAll, queryOne } from '../engine/query.js';
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
  const found = await queryOne(
    source.connection,
    `SELECT count(x) AS n, min(x)::HUGEINT AS min, max(x)::HUGEINT AS max, avg(x)::DOUBLE AS mean,
       stddev_samp(x::DOUBLE) AS std, approx_count_distinct(x) AS "distinct"
     FROM (SELECT ${expression} AS x FROM ${source.table})`,
  );
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

/** SQL for the number of the bin of `x`. */
function binOf({ edges, size, count }: IntegerBins, type: ReturnType<typeof integerType>): string {
  const first = edges[0] as bigint;
  if (type === 'DOUBLE')
    return `least(floor((x::DOUBLE - '${first}'::DOUBLE) / '${size}'::DOUBLE), ${count - 1})`;
  return `least((x::${type} - (${first})::${type}) // ${size}::${type}, ${count - 1})`;
}

/** Mean and deviation of distances: doubles do not hold the numbers themselves. */
async function momentsFrom(source: ColumnSource, expression: string, min: bigint) {
  const distance =
    min < -(2n ** 125n) ? `x::DOUBLE - '${min}'::DOUBLE` : `(x::HUGEINT - (${min})::HUGEINT)::DOUBLE`;
  const found = await queryOne(
    source.connection,
    `SELECT avg(${distance}) AS mean, stddev_samp(${distance}) AS std
     FROM (SELECT ${expression} AS x FROM ${source.table}) WHERE x IS NOT NULL`,
  );
  // The distance may itself be beyond what doubles hold to the unit; then so is its mean.
  const mean = exact(min + BigInt(Math.round(Number(found.mean))));
  return { mean, std: found.std === null ? null : Number(found.std) };
}

async function byCounting(source: ColumnSource, expression: string, bins: IntegerBins) {
  const rows = await queryAll(
    source.connection,
    `SELECT x::HUGEINT AS x, count(*) AS n FROM (SELECT ${expression} AS x FROM ${source.table})
     WHERE x IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  const counts = rows.map(({ x, n }) => [x as bigint, Number(n)] as const);
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
