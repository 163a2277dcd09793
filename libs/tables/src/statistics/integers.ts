import type { NumericalStatistics } from '@rowhouse/contract';
import { queryOne } from '../engine/query.js';
import { exactInteger } from '../page/exact-number.js';
import { binCounts } from './bin-counts.js';
import { histOf, integerBins, integerType } from './bins.js';
import type { ColumnSource } from './column.js';
import { EMPTY } from './empty.js';
import { middleValues } from './middle.js';
import { proportion, round } from './rounding.js';

/** Statistics of integers: a column, or the lengths of texts or lists, as SQL in `expression`. */
export async function integerStatistics(
  source: ColumnSource,
  expression: string,
): Promise<NumericalStatistics> {
  const found = await queryOne(
    source.connection,
    `SELECT count(x) AS n, min(x)::HUGEINT AS min, max(x)::HUGEINT AS max, avg(x)::DOUBLE AS mean,
       stddev_samp(x::DOUBLE) AS std FROM (SELECT ${expression} AS x FROM ${source.table})`,
  );
  const count = Number(found.n);
  const nan = {
    nan_count: source.numRows - count,
    nan_proportion: proportion(source.numRows - count, source.numRows),
  };
  if (count === 0) return { ...nan, ...EMPTY };
  const [min, max] = [found.min as bigint, found.max as bigint];
  const bins = integerBins(min, max);
  const type = integerType(min, max);
  const counts = await binCounts(
    source,
    expression,
    `least((x::${type} - (${min})::${type}) // ${bins.size}::${type}, ${bins.count - 1})`,
  );
  const [low, high] = await middleValues(source, expression, count);
  return {
    ...nan,
    min: exact(min),
    max: exact(max),
    mean: round(Number(found.mean)),
    median: middle(BigInt(low as number | bigint), BigInt(high as number | bigint)),
    std: found.std === null ? null : round(Number(found.std)),
    histogram: { hist: histOf(counts, bins.count), bin_edges: bins.edges.map(exact) },
  };
}

function middle(low: bigint, high: bigint): number {
  const sum = low + high;
  return sum % 2n === 0n ? exact(sum / 2n) : Number(sum) / 2;
}

/** Beyond 2^53 the value is an object that only `JSON.stringify` reads, as an exact number. */
function exact(value: bigint): number {
  return exactInteger(value) as number;
}
