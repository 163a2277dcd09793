import { isNativeError } from 'node:util/types';
import type { DuckDBValue } from '@duckdb/node-api';
import { queryAll, queryOne } from '../engine/query.js';
import type { ColumnSource } from './column.js';

/** The two middle values of a column (twice the same for an odd count), exactly and in its own type. */
export async function middleValues(
  source: ColumnSource,
  expression: string,
  count: number,
): Promise<[DuckDBValue, DuckDBValue]> {
  const values = `SELECT ${expression} AS x FROM ${source.table}`;
  // `quantile_disc` takes the value at rank ceil(q * n); these q hit both middle ranks.
  const low = Math.floor((count - 1) / 2);
  const high = Math.floor(count / 2);
  try {
    const { both } = await queryOne(
      source.connection,
      `SELECT quantile_disc(x, [${rankAsQuantile(low, count)}, ${rankAsQuantile(high, count)}]) AS both FROM (${values}) WHERE x IS NOT NULL`,
    );
    const { items } = both as { items: [DuckDBValue, DuckDBValue] };
    return items;
  } catch (error) {
    // The aggregate holds all values in memory; a sort spills to the disk.
    if (!isNativeError(error) || !/out of memory/i.test(error.message)) throw error;
    const rows = await queryAll(
      source.connection,
      `SELECT x FROM (${values}) WHERE x IS NOT NULL ORDER BY x LIMIT ${high - low + 1} OFFSET ${low}`,
    );
    return [rows[0]?.x ?? null, rows.at(-1)?.x ?? null];
  }
}

/** Between this rank (from 0) and the next, clear of rounding at both ends. */
function rankAsQuantile(rank: number, count: number): number {
  return (rank + 0.5) / count;
}
