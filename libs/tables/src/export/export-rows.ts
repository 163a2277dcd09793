import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { errors, type FeatureColumn } from '@rowhouse/contract';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import { FEATURES_KEY, featuresMetadata } from '../features/declared-features.js';
import type { CompiledFilter } from '../filter/compile.js';
import { relationName } from '../filter/emit.js';
import { type FilteredTable, splitRelation } from '../filter/relation.js';
import { arrowStream } from './arrow-stream.js';
import type { ExportFormat } from './export-format.js';
import { csvLines, jsonLines } from './text-rows.js';

export interface ExportRequest extends FilteredTable {
  filter: CompiledFilter;
  /** In the order of the file. */
  columns: readonly FeatureColumn[];
  format: ExportFormat;
  /** Matching rows to skip. */
  offset: number;
  /** Rows at most; null for all. */
  length: number | null;
  /** Where the Parquet writer may make its file; must not exist, and the connection must be allowed to write it. */
  outFile: string;
  /** Bytes of that file at most. */
  maxFileBytes: number;
}

/**
 * All matching rows as the bytes of a file, read as fast as they are taken: memory stays flat. Only Parquet is written
 * to disk first, since its rows are not in the order of its bytes.
 * @throws QueryLimitExceeded
 */
export async function* exportRows(
  connection: DuckDBConnection,
  request: ExportRequest,
): AsyncGenerator<Uint8Array> {
  const { columns, format, filter } = request;
  const parameters = [...filter.parameters, ...filter.orderParameters];
  const names = columns.map(({ name }) => name);
  const select = selectOf(request);
  if (format === 'parquet') {
    yield* parquetFile(connection, select, parameters, request);
    return;
  }
  const result = await connection.stream(select, parameters);
  if (format === 'csv') yield* csvLines(result, names);
  else if (format === 'jsonl') yield* jsonLines(result, names);
  else yield* arrowStream(result, columns);
}

function selectOf({ columns, filter, offset, length, ...table }: ExportRequest): string {
  const named = (name: string) => `${relationName}.${quoteIdentifier(name)}`;
  const list = columns.map(({ name }) => named(name)).join(', ');
  const where = filter.condition === null ? '' : ` WHERE ${filter.condition}`;
  const order =
    filter.order.length === 0 ? '' : ` ORDER BY ${[...filter.order, named(filter.rowNumber)].join(', ')}`;
  const limit = length === null ? '' : ` LIMIT ${length}`;
  const skip = offset === 0 ? '' : ` OFFSET ${offset}`;
  return `SELECT ${list} FROM ${splitRelation(table, filter.rowNumber)}${where}${order}${limit}${skip}`;
}

async function* parquetFile(
  connection: DuckDBConnection,
  select: string,
  parameters: readonly string[],
  { columns, outFile, maxFileBytes }: ExportRequest,
): AsyncGenerator<Uint8Array> {
  const metadata = quoteLiteral(featuresMetadata(columns));
  let exceeded = false;
  const watch = setInterval(async () => {
    const facts = await stat(outFile).catch(() => null);
    if (!facts || facts.size <= maxFileBytes) return;
    exceeded = true;
    connection.interrupt();
  }, 250);
  try {
    await connection.run(
      `COPY (${select}) TO ${quoteLiteral(outFile)}
       (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {${FEATURES_KEY}: ${metadata}})`,
      [...parameters],
    );
    clearInterval(watch);
    yield* createReadStream(outFile, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!exceeded) throw error;
    throw errors.QueryLimitExceeded({
      what: 'The Parquet file has',
      limit: maxFileBytes,
      unit: 'bytes',
      next: 'Ask for jsonl, csv or arrow, which are not limited, or for fewer rows.',
    });
  } finally {
    clearInterval(watch);
    await rm(outFile, { force: true });
  }
}
