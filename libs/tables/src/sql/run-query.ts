import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { errors, type FeatureColumn } from '@rowhouse/contract';
import { watchProgress } from '../convert/progress.js';
import type { ParquetFile } from '../convert/write-parts.js';
import { columnsOfQuery, type TypedColumn } from '../engine/describe-query.js';
import { interruptOn } from '../engine/interrupt.js';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import { FEATURES_KEY, featuresMetadata } from '../features/declared-features.js';
import { columnsOf } from '../features/feature-of-type.js';
import { sqlTypeOf, storedColumn } from '../features/stored-type.js';
import { type QueryTable, withLockedInstance } from './locked-instance.js';
import type { ParsedQuery } from './parse-query.js';
import { explainQueryFailure } from './query-failure.js';
import { type QueryLimits, queryLimits } from './query-limits.js';
import { uniqueNames } from './unique-names.js';

export interface QueryRequest {
  query: ParsedQuery;
  /** The Parquet files of each of the query's tables. */
  tables: readonly QueryTable[];
  /** The Parquet file to write; must not exist. */
  outFile: string;
  /** An existing folder for what does not fit into memory. */
  spillDir: string;
  memoryMb: number;
  threads: number;
  limits?: Partial<QueryLimits>;
  onProgress?: (fraction: number) => void;
}

export interface QueryOutput {
  file: ParquetFile;
  columns: FeatureColumn[];
}

/** How often the size of the growing result is looked at, in milliseconds. */
const sizeCheckMs = 250;

/**
 * Runs a checked query and writes its result as Parquet, rows in the query's order. A result over the limits is
 * refused, never cut.
 * @throws InvalidQuery, QueryLimitExceeded, StorageFull
 */
export async function runQuery(request: QueryRequest): Promise<QueryOutput> {
  const { query, tables, outFile, spillDir, memoryMb, threads } = request;
  const limits = { ...queryLimits, ...request.limits };
  refuseNamesThatClash(tables);
  const { maxSpillBytes } = limits;
  return withLockedInstance(
    { tables, files: [outFile], spillDir, memoryMb, threads, maxSpillBytes },
    async (connection) => {
      let ownText = true;
      try {
        // The text as written is only bound, for the names of its columns and for messages that point into it.
        const written = await columnsOfQuery(connection, query.sql);
        ownText = false;
        const answer = await checkedAnswer(connection, query, written);
        const columns = columnsOf(await columnsOfQuery(connection, answer));
        const size = await copyAnswer(connection, answer, columns, limits, request);
        return { file: { path: outFile, ...size }, columns };
      } catch (error) {
        throw explainQueryFailure(error, { memoryMb, maxSpillBytes, ownText });
      }
    },
  );
}

/** Names are told apart by case, but not in SQL. */
function refuseNamesThatClash(tables: readonly QueryTable[]): void {
  const seen = new Set<string>();
  for (const { name } of tables) {
    if (seen.has(name.toLowerCase())) {
      throw errors.QueryNotAllowed({ what: `"${name}" beside a table whose name differs only in case` });
    }
    seen.add(name.toLowerCase());
  }
}

/**
 * The SELECT of the result, each column with a name and a type that can be stored. What runs was printed from the
 * parse tree, so it must mean the same as the text.
 */
async function checkedAnswer(
  connection: DuckDBConnection,
  { select }: ParsedQuery,
  written: readonly TypedColumn[],
): Promise<string> {
  const printed = await columnsOfQuery(connection, select);
  const types = (columns: readonly TypedColumn[]) => columns.map(({ type }) => sqlTypeOf(type)).join();
  if (types(printed) !== types(written)) {
    throw new Error(
      `DuckDB printed a query that means something else: ${types(written)} became ${types(printed)}`,
    );
  }
  const names = uniqueNames(written.map(({ name }) => name));
  const stored = written.map(({ type }, index) => storedColumn(names[index] as string, type));
  return `SELECT ${stored.join(', ')} FROM (${select}) AS answer(${names.map(quoteIdentifier).join(', ')})`;
}

async function copyAnswer(
  connection: DuckDBConnection,
  answer: string,
  columns: readonly FeatureColumn[],
  { maxRows, maxResultBytes }: QueryLimits,
  { outFile, onProgress }: QueryRequest,
): Promise<{ numRows: number; size: number }> {
  const tooLarge = new AbortController();
  const metadata = quoteLiteral(featuresMetadata(columns));
  const statement = `COPY (${answer} LIMIT ${maxRows + 1}) TO ${quoteLiteral(outFile)}
    (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {${FEATURES_KEY}: ${metadata}})`;
  const watch = setInterval(async () => {
    const facts = await stat(outFile).catch(() => null);
    if (facts && facts.size > maxResultBytes) tooLarge.abort();
  }, sizeCheckMs);
  const stopProgress = watchProgress(connection, (fraction) => onProgress?.(fraction));
  const stopListening = interruptOn(connection, tooLarge.signal);
  try {
    const { rowsChanged: numRows } = await connection.run(statement);
    const { size } = await stat(outFile);
    if (numRows > maxRows) throw resultTooLarge(maxRows, 'rows');
    if (size > maxResultBytes) throw resultTooLarge(maxResultBytes, 'bytes');
    return { numRows, size };
  } catch (error) {
    throw tooLarge.signal.aborted ? resultTooLarge(maxResultBytes, 'bytes') : error;
  } finally {
    stopListening();
    stopProgress();
    clearInterval(watch);
  }
}

function resultTooLarge(limit: number, unit: string) {
  return errors.QueryLimitExceeded({
    what: 'The result has',
    limit,
    unit,
    next: 'Aggregate, filter, or add a LIMIT.',
  });
}
