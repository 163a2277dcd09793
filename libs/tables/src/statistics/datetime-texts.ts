import { queryAll, queryOne } from '../engine/query.js';
import { quoteLiteral } from '../engine/quote.js';
import type { ColumnSource } from './column.js';

/** So many values have to agree on one format. */
const SAMPLE = 100;

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
  const sample = await queryAll(
    source.connection,
    `SELECT ${source.column} AS x FROM ${source.table} WHERE ${source.column} IS NOT NULL LIMIT ${SAMPLE}`,
  );
  const first = sample[0]?.x;
  // Every format has at least three numbers or a month's name, and none is long.
  if (typeof first !== 'string' || first.length < 8 || first.length > 40 || !/\d/.test(first)) return null;
  const list = sample.map(({ x }) => quoteLiteral(String(x).replaceAll('\0', ''))).join(', ');
  for (const format of FORMATS) {
    const { fits } = await queryOne(
      source.connection,
      `SELECT bool_and(${parsedTimestamp('x', format)} IS NOT NULL) AS fits FROM (SELECT unnest([${list}]) AS x)`,
    );
    if (fits === true && (await holdsEverywhere(source, format))) return format;
  }
  return null;
}

/** SQL that reads a text as a timestamp (UTC where it names a zone), null where it does not fit. */
export function parsedTimestamp(column: string, format: string): string {
  return `try_strptime(${column}, ${quoteLiteral(format)})::TIMESTAMP`;
}

/** A column whose later values are other text is text. */
async function holdsEverywhere(source: ColumnSource, format: string): Promise<boolean> {
  const { misfits } = await queryOne(
    source.connection,
    `SELECT count(*) AS misfits FROM ${source.table}
     WHERE ${source.column} IS NOT NULL AND ${parsedTimestamp(source.column, format)} IS NULL`,
  );
  return Number(misfits) === 0;
}
