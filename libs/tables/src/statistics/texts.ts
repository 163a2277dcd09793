import type { FrequentValue } from '@rowhouse/contract';
import { queryAll, queryOne } from '../engine/query.js';
import { quoteLiteral } from '../engine/quote.js';
import type { ColumnDescription, ColumnSource } from './column.js';
import { datetimeFormat, parsedTimestamp } from './datetime-texts.js';
import { datetimeStatistics } from './datetimes.js';
import { countValues, labelStatistics } from './frequencies.js';
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
  const found = await queryOne(
    source.connection,
    `SELECT count(x) AS n, approx_count_distinct(x) AS "distinct", coalesce(max(strlen(x)), 0) AS bytes
     FROM (SELECT ${source.column} AS x FROM ${source.table})`,
  );
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
  const values = `SELECT ${source.column} AS x FROM ${source.table}`;
  const { top } = await queryOne(
    source.connection,
    `SELECT approx_top_k(x, ${2 * FREQUENT}) AS top FROM (${values}) WHERE strlen(x) <= ${MAX_FREQUENT_BYTES}`,
  );
  const candidates = (top as { items: readonly string[] } | null)?.items ?? [];
  // A NUL can't stand in a statement.
  const list = candidates.filter((text) => !text.includes('\0')).map(quoteLiteral);
  if (list.length === 0) return [];
  const rows = await queryAll(
    source.connection,
    `SELECT x AS value, count(*) AS n FROM (${values}) WHERE x IN (${list.join(', ')})
     GROUP BY 1 ORDER BY n DESC, value LIMIT ${FREQUENT}`,
  );
  return rows.map(({ value, n }) => ({ value: value as string, count: Number(n) }));
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
