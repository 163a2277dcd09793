import type { FrequentValue } from '@rowhouse/contract';
import { quoteLiteral } from '../engine/quote.js';
import type { ColumnDescription, ColumnSource } from './column.js';
import { datetimeFormat, parsedTimestamp } from './datetime-texts.js';
import { datetimeStatistics } from './datetimes.js';
import { countValues, labelStatistics, sortedCounts } from './frequencies.js';
import { integerStatistics } from './integers.js';

const MAX_LABELS = 1000;
const MAX_LABEL_SHARE = 0.2;
/** Up to this many different values a column is one of labels, however few its rows. */
const ALWAYS_LABELS = 10;
/** Labels are keys of the answer; a thousand long texts would not fit into it. */
const MAX_LABEL_BYTES = 1_000_000;
const FREQUENT = 10;
const MAX_FREQUENT_BYTES = 1000;

/** Decides by the values what a text column is: points in time, labels, or text described by its lengths. */
export async function describeText(source: ColumnSource): Promise<ColumnDescription> {
  const format = await datetimeFormat(source);
  if (format) {
    const statistics = await datetimeStatistics(source, parsedTimestamp(source.column, format));
    return { column_type: 'datetime', column_statistics: statistics };
  }
  const found = await source.queries.aggregate(source.table, source.column, (x) => ({
    n: `count(${x})`,
    distinct: `approx_count_distinct(${x})`,
    bytes: `coalesce(max(strlen(${x})), 0)`,
  }));
  const size = { n: Number(found.n), distinct: Number(found.distinct), bytes: Number(found.bytes) };
  const labels = await labelCounts(source, size);
  if (labels) return { column_type: 'string_label', column_statistics: labelStatistics(source, labels) };
  return {
    column_type: 'string_text',
    column_statistics: {
      ...(await integerStatistics(source, `length(${source.column})`)),
      n_unique_approx: Math.min(size.distinct, size.n),
      most_frequent: size.n === 0 ? [] : await mostFrequent(source),
    },
  };
}

interface TextSize {
  /** Texts that are not null. */
  n: number;
  /** Estimate of the different ones. */
  distinct: number;
  /** Of the longest. */
  bytes: number;
}

/** Candidates by an estimate that needs little memory however many texts there are, then exact counts of those. */
async function mostFrequent(source: ColumnSource): Promise<FrequentValue[]> {
  const { queries, table, column } = source;
  const { top } = await queries.aggregate(
    table,
    `CASE WHEN strlen(${column}) <= ${MAX_FREQUENT_BYTES} THEN ${column} END`,
    (x) => ({ top: `approx_top_k(${x}, ${2 * FREQUENT}) FILTER (WHERE ${x} IS NOT NULL)` }),
  );
  const candidates = (top as { items: readonly string[] } | null)?.items ?? [];
  // A NUL can't stand in a statement.
  const list = candidates.filter((text) => !text.includes('\0')).map(quoteLiteral);
  if (list.length === 0) return [];
  const found = await queries.counts(
    table,
    `CASE WHEN ${column} IN (${list.join(', ')}) THEN ${column} END`,
    (x) => x,
  );
  return sortedCounts(found as [string, number][])
    .slice(0, FREQUENT)
    .map(([value, count]) => ({ value, count }));
}

/** Counts per value when there are few enough; an estimate first, because exact counts of many values are slow. */
async function labelCounts(
  source: ColumnSource,
  { n: values, distinct, bytes }: TextSize,
): Promise<Map<string | null, number> | null> {
  if (values === 0 || distinct > MAX_LABELS * 1.5) return null;
  if (bytes > MAX_LABEL_BYTES) return null;
  const counts = await countValues(source);
  const unique = counts.size - (counts.has(null) ? 1 : 0);
  const few = unique <= ALWAYS_LABELS || (unique <= MAX_LABELS && unique / values <= MAX_LABEL_SHARE);
  if (!few) return null;
  let total = 0;
  for (const value of counts.keys()) total += value?.length ?? 0;
  return total <= MAX_LABEL_BYTES ? counts : null;
}
