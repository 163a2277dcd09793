import type { DuckDBListValue } from '@duckdb/node-api';
import { quoteLiteral } from '../engine/quote.js';
import type { ColumnSource } from './column.js';

/** So many values have to agree on one format. */
const SAMPLE = 100;
/** No format makes a longer text, in characters. */
const LONGEST = 40;

/** Formats of `strptime`; the more specific of two that read the same text comes first. */
const FORMATS = [
  '%Y-%m-%d',
  '%Y-%m-%dT%H:%M:%S',
  '%Y-%m-%dT%H:%M:%S.%f',
  '%Y-%m-%dT%H:%M:%SZ',
  '%Y-%m-%dT%H:%M:%S.%fZ',
  '%Y-%m-%dT%H:%M:%S%z',
  '%Y-%m-%d %H:%M:%S',
  '%Y-%m-%d %H:%M:%S.%f',
  '%Y-%m-%d %H:%M:%S%z',
  '%Y-%m-%d %H:%M',
  '%Y/%m/%d',
  '%Y/%m/%d %H:%M:%S',
  '%Y/%m/%d %H:%M',
  '%m/%d/%Y',
  '%m/%d/%Y %H:%M:%S',
  '%m/%d/%Y %H:%M',
  '%d/%m/%Y',
  '%d/%m/%Y %H:%M:%S',
  '%d.%m.%Y',
  '%b %d %Y',
  '%b %d, %Y',
  '%B %d, %Y',
  '%d %b %Y',
  '%d-%b-%Y',
  '%a %b %d %H:%M:%S %Y',
];

/** The one format that reads every value of a text column, or null. */
export async function datetimeFormat(source: ColumnSource): Promise<string | null> {
  // Every format has at least three numbers or a month's name, and none is long.
  const [first] = await sampleOf(source, 1);
  if (first === undefined || first.length < 8 || first.length > LONGEST || !/\d/.test(first)) return null;
  const sample = await sampleOf(source, SAMPLE);
  const list = sample.map((text) => quoteLiteral(text.replaceAll('\0', ''))).join(', ');
  const fits = FORMATS.map(
    (format, index) => `bool_and(${parsedTimestamp('x', format)} IS NOT NULL) AS f${index}`,
  );
  const [found] = await source.queries.all(`SELECT ${fits.join(', ')} FROM (SELECT unnest([${list}]) AS x)`);
  for (const [index, format] of FORMATS.entries()) {
    if (found?.[`f${index}`] === true && (await holdsEverywhere(source, format))) return format;
  }
  return null;
}

/** Some texts of the column, from its first rows where those have any; long ones are cut. */
async function sampleOf({ queries, table, column }: ColumnSource, count: number): Promise<string[]> {
  const cut = `(${column})[:${LONGEST + 1}]`;
  const { texts } = await queries.aggregate(`(SELECT * FROM ${table} LIMIT ${10 * count})`, cut, (x) => ({
    texts: `list(${x}) FILTER (WHERE ${x} IS NOT NULL)`,
  }));
  const found = ((texts as DuckDBListValue | null)?.items ?? []) as string[];
  if (found.length > 0) return found.slice(0, count);
  const rows = await queries.all(
    `SELECT ${cut} AS x FROM ${table} WHERE ${column} IS NOT NULL LIMIT ${count}`,
  );
  return rows.map(({ x }) => x as string);
}

/** SQL that reads a text as a timestamp (UTC where it names a zone), null where it does not fit. */
export function parsedTimestamp(column: string, format: string): string {
  return `try_strptime(${column}, ${quoteLiteral(format)})::TIMESTAMP`;
}

/** A column whose later values are other text is text. */
async function holdsEverywhere(source: ColumnSource, format: string): Promise<boolean> {
  const { misfits } = await source.queries.aggregate(source.table, source.column, (x) => ({
    misfits: `count(*) FILTER (WHERE ${x} IS NOT NULL AND ${parsedTimestamp(x, format)} IS NULL)`,
  }));
  return Number(misfits) === 0;
}
