import { queryAll } from '../engine/query.js';
import type { ColumnSource } from './column.js';

/** Counts the values of `expression` per bin; `bin` is SQL over `x`. */
export async function binCounts(
  source: ColumnSource,
  expression: string,
  bin: string,
): Promise<Map<number, number>> {
  const rows = await queryAll(
    source.connection,
    `SELECT (${bin})::INTEGER AS bin, count(*) AS n
     FROM (SELECT ${expression} AS x FROM ${source.table}) WHERE x IS NOT NULL GROUP BY 1`,
  );
  return new Map(rows.map(({ bin: index, n }) => [Number(index), Number(n)]));
}
