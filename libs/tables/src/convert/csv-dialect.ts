import { isNativeError } from 'node:util/types';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { errors } from '@rowhouse/contract';
import { queryOne } from '../engine/query.js';
import { quoteLiteral, quotePath } from '../engine/quote.js';
import { readHead } from '../formats/file-content.js';
import { explainCsv } from './csv-errors.js';
import { mixesLineEnds } from './csv-line-ends.js';
import type { SourceFile } from './source.js';

export interface CsvDialect {
  delimiter: string;
  quote: string;
  escape: string;
  header: boolean;
  dateFormat?: string;
  timestampFormat?: string;
  /** False for a file with mixed line ends, which only the lenient mode can read. */
  strict: boolean;
  columns: { name: string; type: string }[];
}

/** One row may be this long. Without its own bound a buffer would be 16 times that. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const LINE_LIMITS = `max_line_size = ${MAX_LINE_BYTES}, buffer_size = ${2 * MAX_LINE_BYTES}`;
const DELIMITERS = [',', '\t', ';', '|'];

export function dialectOptions(dialect: CsvDialect): string {
  const options = [
    `delim = ${quoteLiteral(dialect.delimiter)}`,
    `quote = ${quoteLiteral(dialect.quote)}`,
    `escape = ${quoteLiteral(dialect.escape)}`,
    `header = ${dialect.header}`,
    'skip = 0',
    `comment = ''`,
    LINE_LIMITS,
    `strict_mode = ${dialect.strict}`,
  ];
  if (dialect.dateFormat) options.push(`dateformat = ${quoteLiteral(dialect.dateFormat)}`);
  if (dialect.timestampFormat) options.push(`timestampformat = ${quoteLiteral(dialect.timestampFormat)}`);
  return options.join(', ');
}

/**
 * Detects a file's dialect and columns. The sniffer may neither skip leading lines nor take lines
 * for comments: both would lose rows without a word.
 */
export async function readDialect(
  connection: DuckDBConnection,
  file: SourceFile,
  format: 'csv' | 'tsv',
): Promise<CsvDialect> {
  const forced = format === 'tsv' ? '\t' : undefined;
  const sniffed = await sniff(connection, file, forced);
  if (isNativeError(sniffed)) return sniffLeniently(connection, file, sniffed, forced);
  const [first] = sniffed.columns;
  const hidden = sniffed.columns.length === 1 && first ? await delimiterInHeader(file) : undefined;
  if (!hidden || hidden === sniffed.delimiter) return sniffed;
  // One column whose header holds a delimiter: rows of unequal length drive the sniffer to this.
  const again = await sniff(connection, file, hidden);
  if (isNativeError(again)) throw await explainUnsniffable(connection, file, again, hidden);
  return again;
}

/** What stops the sniffer may be no more than line ends of both kinds. */
async function sniffLeniently(
  connection: DuckDBConnection,
  file: SourceFile,
  failure: Error,
  forced: string | undefined,
): Promise<CsvDialect> {
  const delimiter = forced ?? (await delimiterInHeader(file)) ?? ',';
  if (await mixesLineEnds(file, delimiter)) {
    const sniffed = await sniff(connection, file, delimiter, false);
    if (!isNativeError(sniffed)) return sniffed;
  }
  throw await explainUnsniffable(connection, file, failure, forced);
}

async function sniff(
  connection: DuckDBConnection,
  file: SourceFile,
  delimiter: string | undefined,
  strict = true,
): Promise<CsvDialect | Error> {
  const options = [quotePath(file.path), 'skip = 0', `comment = ''`, LINE_LIMITS, `strict_mode = ${strict}`];
  if (delimiter !== undefined) options.push(`delim = ${quoteLiteral(delimiter)}`);
  try {
    const row = await queryOne(
      connection,
      `SELECT Delimiter AS delimiter, Quote AS quote, "Escape" AS escape, HasHeader AS header,
         DateFormat AS "dateFormat", TimestampFormat AS "timestampFormat", to_json(Columns) AS columns
       FROM sniff_csv(${options.join(', ')})`,
    );
    const quote = character(row.quote);
    return {
      delimiter: delimiter ?? String(row.delimiter),
      // A sample without quotes says nothing about the rows after it.
      quote: quote ?? '"',
      escape: character(row.escape) ?? quote ?? '"',
      header: row.header === true,
      dateFormat: typeof row.dateFormat === 'string' ? row.dateFormat : undefined,
      timestampFormat: typeof row.timestampFormat === 'string' ? row.timestampFormat : undefined,
      strict,
      columns: JSON.parse(String(row.columns)) as CsvDialect['columns'],
    };
  } catch (error) {
    if (isNativeError(error)) return error;
    throw error;
  }
}

/** The sniffer prints `(empty)` for none. */
function character(value: DuckDBValue | undefined): string | undefined {
  return typeof value === 'string' && value.length === 1 ? value : undefined;
}

async function headerLine(file: SourceFile): Promise<string> {
  const head = await readHead(file.path);
  return /^[^\r\n]*/.exec(head.toString('utf8').replace(/^\ufeff/, ''))?.[0] ?? '';
}

async function delimiterInHeader(file: SourceFile): Promise<string | undefined> {
  const line = await headerLine(file);
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length - 1 }));
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a));
  return best.count > 0 ? best.delimiter : undefined;
}

/** Reads the file strictly by its header to find the line that does not fit. */
async function explainUnsniffable(
  connection: DuckDBConnection,
  file: SourceFile,
  error: Error,
  delimiter: string | undefined,
): Promise<Error> {
  const byHeader = delimiter ?? (await delimiterInHeader(file)) ?? ',';
  const width = (await headerLine(file)).split(byHeader).length;
  const columns = Array.from({ length: width }, (_, index) => ({ name: `c${index}`, type: 'VARCHAR' }));
  const options = dialectOptions({
    delimiter: byHeader,
    quote: '"',
    escape: '"',
    header: true,
    strict: true,
    columns,
  });
  const typed = columns.map(({ name, type }) => `'${name}': '${type}'`).join(', ');
  try {
    await connection.run(
      `SELECT count(*) FROM (SELECT * FROM read_csv(${quotePath(file.path)}, auto_detect = false, ${options}, columns = {${typed}})) WHERE c0 = ''`,
    );
  } catch (precise) {
    if (isNativeError(precise)) return explainCsv(precise, file) ?? precise;
  }
  return (
    explainCsv(error, file) ??
    errors.DatasetGenerationError(
      {
        file: file.name,
        reason: 'its columns could not be detected',
        next: 'Use one delimiter (comma, tab, semicolon or bar), double quotes and the same number of values in each line.',
      },
      { cause: error },
    )
  );
}
