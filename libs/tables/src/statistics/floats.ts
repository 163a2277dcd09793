import type { NumericalStatistics } from '@rowhouse/contract';
import { binCounts } from './bin-counts.js';
import { equalEdges, histOf } from './bins.js';
import type { ColumnSource } from './column.js';
import { EMPTY, nullsOf } from './empty.js';
import { rankedValues } from './ranks.js';
import { decimalsFor, round } from './rounding.js';

const BINS = 10;

/** Statistics of a floating-point or decimal column. NaN and infinities count as null, as cells show them. */
export async function floatStatistics(source: ColumnSource): Promise<NumericalStatistics> {
  const expression = `CASE WHEN isfinite(${source.column}::DOUBLE) THEN ${source.column}::DOUBLE END`;
  const range = await source.queries.aggregate(source.table, expression, (x) => ({
    n: `count(${x})`,
    min: `min(${x})`,
    max: `max(${x})`,
    distinct: `approx_count_distinct(${x})`,
  }));
  const count = Number(range.n);
  const nan = nullsOf(source, count);
  if (count === 0) return { ...nan, ...EMPTY, n_unique_approx: 0 };
  const [min, max] = [Number(range.min), Number(range.max)];
  const { mean, std } = await momentsOf(source, expression, Math.max(Math.abs(min), Math.abs(max)));
  const { low, high, quantiles } = await rankedValues<number>(source, expression, count);
  const decimals = decimalsFor((max - min) / BINS);
  const rounded = (value: number) => round(value, decimals);
  return {
    ...nan,
    min: rounded(min),
    max: rounded(max),
    mean: rounded(mean),
    median: rounded(low / 2 + high / 2),
    std: std === null ? null : rounded(std),
    histogram: await histogramOf(source, expression, { min, max, count, rounded }),
    quantiles: Object.fromEntries(quantiles.map(([share, value]) => [share, rounded(value)])),
    n_unique_approx: Math.min(Number(range.distinct), count),
  };
}

/** Sums and squares of huge values leave the range of doubles, so those are scaled first. */
async function momentsOf(source: ColumnSource, expression: string, largest: number) {
  const scale = largest > 1e140 ? largest : 1;
  const found = await source.queries.aggregate(source.table, `${expression} / ${literal(scale)}`, (x) => ({
    mean: `avg(${x})`,
    std: `stddev_samp(${x})`,
  }));
  const std = found.std === null ? null : Number(found.std) * scale;
  return { mean: Number(found.mean) * scale, std: std !== null && Number.isFinite(std) ? std : null };
}

async function histogramOf(
  source: ColumnSource,
  expression: string,
  {
    min,
    max,
    count,
    rounded,
  }: { min: number; max: number; count: number; rounded: (value: number) => number },
) {
  if (min === max) return { hist: [count], bin_edges: [rounded(min), rounded(max)] };
  const edges = equalEdges(min, max);
  // The width of the range may exceed the largest double; a tenth of it never does.
  const tenth = max / BINS - min / BINS;
  const bin = (x: string) =>
    Number.isFinite(max - min)
      ? `floor((${x} - ${literal(min)}) * ${BINS} / ${literal(max - min)})`
      : `floor((${x} / ${BINS} - ${literal(min / BINS)}) / ${literal(tenth)} * ${BINS})`;
  const counts = await binCounts(source, expression, (x) => `greatest(0, least(${bin(x)}, ${BINS - 1}))`);
  return { hist: histOf(counts, BINS), bin_edges: edges.map(rounded) };
}

/** Without the cast DuckDB reads digits as a decimal of limited precision. */
function literal(value: number): string {
  return `'${value}'::DOUBLE`;
}
