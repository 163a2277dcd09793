import { isNativeError } from 'node:util/types';
import type { DuckDBValue } from '@duckdb/node-api';
import type { ColumnSource } from './column.js';

/** Beside the median, which stands for itself. */
const SHARES = [0.01, 0.05, 0.25, 0.75, 0.95, 0.99];

/** What describes the order of a column's values: its middle, and values at some shares, in its own type. */
export interface Ranked<Value> {
  /** The two middle values, twice the same for an odd count. */
  low: Value;
  high: Value;
  /** Nearest ranks, by the share as text. */
  quantiles: [share: string, value: Value][];
}

/** Reads all that `Ranked` needs, exactly. `count` values of `expression` are not null; at least one is. */
export async function rankedValues<Value extends DuckDBValue>(
  source: ColumnSource,
  expression: string,
  count: number,
): Promise<Ranked<Value>> {
  const ranks = ranksOf(count);
  return ranked(await valuesAt<Value>(source, expression, ranks, count));
}

/** The same from values in order with their counts. */
export function rankedOfCounts<Value>(
  sorted: readonly (readonly [value: Value, count: number])[],
): Ranked<Value> {
  const count = sorted.reduce((sum, [, n]) => sum + n, 0);
  const at = (rank: number) => {
    let below = 0;
    for (const [value, n] of sorted) {
      below += n;
      if (rank < below) return value;
    }
    throw new RangeError(`no value has the rank ${rank} of ${count}`);
  };
  return ranked(ranksOf(count).map(at));
}

/** From 0, of both middles and of each share. */
function ranksOf(count: number): number[] {
  return [
    Math.floor((count - 1) / 2),
    Math.floor(count / 2),
    ...SHARES.map((share) => Math.max(0, Math.ceil(share * count) - 1)),
  ];
}

function ranked<Value>([low, high, ...quantiles]: Value[]): Ranked<Value> {
  return {
    low: low as Value,
    high: high as Value,
    quantiles: quantiles.map((value, index) => [String(SHARES[index]), value]),
  };
}

async function valuesAt<Value extends DuckDBValue>(
  source: ColumnSource,
  expression: string,
  ranks: readonly number[],
  count: number,
): Promise<Value[]> {
  try {
    // `quantile_disc` takes the value at rank ceil(q * n); these q lie clear of rounding at both ends.
    const shares = ranks.map((rank) => (rank + 0.5) / count);
    const { found } = await source.queries.aggregate(source.table, expression, (x) => ({
      found: `quantile_disc(${x}, [${shares.join(', ')}])`,
    }));
    return (found as { items: readonly DuckDBValue[] }).items as Value[];
  } catch (error) {
    // The aggregate holds all values in memory; a sort spills to the disk.
    if (!isNativeError(error) || !/out of memory/i.test(error.message)) throw error;
    const rows = await source.queries.all(
      `SELECT rank, x FROM (SELECT x, row_number() OVER (ORDER BY x) - 1 AS rank
         FROM (SELECT ${expression} AS x FROM ${source.table}) WHERE x IS NOT NULL)
       WHERE rank IN (${[...new Set(ranks)].join(', ')})`,
    );
    const byRank = new Map(rows.map(({ rank, x }) => [Number(rank), x as Value]));
    return ranks.map((rank) => byRank.get(rank) as Value);
  }
}
