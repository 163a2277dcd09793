import { queryOne } from '../engine/query.js';
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

/** Decides by the values what a text column is: points in time, labels, or text described by its lengths. */
export async function describeText(source: ColumnSource): Promise<ColumnDescription> {
  const format = await datetimeFormat(source);
  if (format) {
    const statistics = await datetimeStatistics(source, parsedTimestamp(source.column, format));
    return { column_type: 'datetime', column_statistics: statistics };
  }
  const labels = await labelCounts(source);
  if (labels) return { column_type: 'string_label', column_statistics: labelStatistics(source, labels) };
  return {
    column_type: 'string_text',
    column_statistics: await integerStatistics(source, `length(${source.column})`),
  };
}

/** Counts per value when there are few enough; an estimate first, because exact counts of many values are slow. */
async function labelCounts(source: ColumnSource): Promise<Map<string | null, number> | null> {
  const { n, distinct, bytes } = await queryOne(
    source.connection,
    `SELECT count(x) AS n, approx_count_distinct(x) AS "distinct", coalesce(max(strlen(x)), 0) AS bytes
     FROM (SELECT ${source.column} AS x FROM ${source.table})`,
  );
  const values = Number(n);
  if (values === 0 || Number(distinct) > MAX_LABELS * 1.5) return null;
  if (Number(bytes) > MAX_LABEL_BYTES) return null;
  const counts = await countValues(source);
  const unique = counts.size - (counts.has(null) ? 1 : 0);
  const few = unique <= ALWAYS_LABELS || (unique <= MAX_LABELS && unique / values <= MAX_LABEL_SHARE);
  if (!few) return null;
  let total = 0;
  for (const value of counts.keys()) total += value?.length ?? 0;
  return total <= MAX_LABEL_BYTES ? counts : null;
}
