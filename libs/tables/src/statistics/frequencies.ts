import type { BooleanStatistics, CategoricalStatistics } from '@rowhouse/contract';
import { objectOf } from '../page/cell.js';
import type { ColumnSource } from './column.js';
import { proportion } from './rounding.js';

/** `ClassLabel`'s value for a row without a label. */
const NO_LABEL = '-1';

/** Values as text with their counts, the most frequent first; null under the key null. */
export async function countValues(source: ColumnSource): Promise<Map<string | null, number>> {
  const found = await source.queries.counts(source.table, source.column, (x) => `${x}::VARCHAR`);
  const counts = new Map<string | null, number>(sortedCounts(found as [string, number][]));
  let values = 0;
  for (const count of counts.values()) values += count;
  if (values < source.numRows) counts.set(null, source.numRows - values);
  return counts;
}

/** The most frequent first, equal ones by their UTF-8. */
export function sortedCounts(counts: readonly (readonly [string, number])[]): (readonly [string, number])[] {
  return [...counts].sort(([a, n], [b, m]) => m - n || Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export async function booleanStatistics(source: ColumnSource): Promise<BooleanStatistics> {
  const counts = await countValues(source);
  const names: [string, number][] = [];
  for (const [value, count] of counts) {
    if (value !== null) names.push([value === 'true' ? 'True' : 'False', count]);
  }
  return { ...nans(source, counts), frequencies: frequencies(names) };
}

export async function classLabelStatistics(
  source: ColumnSource,
  names: readonly string[],
): Promise<CategoricalStatistics> {
  const counts = await countValues(source);
  const noLabel = counts.get(NO_LABEL) ?? 0;
  const known = names.map((name, index) => [name, counts.get(String(index)) ?? 0] as const);
  const unknown = [...counts].filter(
    (entry): entry is [string, number] =>
      entry[0] !== null && entry[0] !== NO_LABEL && names[Number(entry[0])] === undefined,
  );
  return {
    ...nans(source, counts),
    no_label_count: noLabel,
    no_label_proportion: proportion(noLabel, source.numRows),
    n_unique: names.length,
    frequencies: frequencies([...known, ...unknown]),
  };
}

/** Statistics of a text column with few values, from its counts. */
export function labelStatistics(
  source: ColumnSource,
  counts: ReadonlyMap<string | null, number>,
): CategoricalStatistics {
  const values = [...counts].filter((entry): entry is [string, number] => entry[0] !== null);
  return {
    ...nans(source, counts),
    no_label_count: 0,
    no_label_proportion: 0,
    n_unique: values.length,
    frequencies: frequencies(values),
  };
}

function nans(source: ColumnSource, counts: ReadonlyMap<string | null, number>) {
  const nan_count = counts.get(null) ?? 0;
  return { nan_count, nan_proportion: proportion(nan_count, source.numRows) };
}

function frequencies(entries: readonly (readonly [string, number])[]): Record<string, number> {
  return objectOf(entries) as Record<string, number>;
}
