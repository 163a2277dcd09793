import type { ColumnSource } from './column.js';

/** Counts the values of `expression` per bin, of which `bin` makes SQL. */
export async function binCounts(
  source: ColumnSource,
  expression: string,
  bin: (x: string) => string,
): Promise<Map<number, number>> {
  const counts = await source.queries.counts(source.table, expression, (x) => `(${bin(x)})::INTEGER`);
  return new Map(counts.map(([index, n]) => [Number(index), n]));
}
