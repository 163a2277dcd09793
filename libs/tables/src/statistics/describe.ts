import { stat } from 'node:fs/promises';
import type { ColumnStatistics, Feature, FeatureColumn, SplitStatistics } from '@rowhouse/contract';
import { quoteIdentifier, quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';
import type { PageFile } from '../page/slices.js';
import { ColumnQueries } from './column-queries.js';
import { describeColumn } from './describe-column.js';
import { narrowed } from './narrow-copies.js';

/**
 * Of longer tables, and of larger ones, the time goes into the values and not into the number of queries; and a query of
 * many columns would hold the long cells of all of them at once.
 */
const rowsToGather = 50_000;
const bytesToGather = 128 * 1024 * 1024;

export interface DescribeRequest {
  /** All Parquet files of the split, in order. */
  files: readonly PageFile[];
  columns: readonly FeatureColumn[];
  signal?: AbortSignal;
  /** Gets 0 to 1 after each column. */
  onProgress?: (fraction: number) => void;
  /** Told about a column, or a part of one such as `address.city`, that could not be described; it is left out. */
  onColumnFailed?: (column: string, error: unknown) => void;
}

/** Describes every column from all rows, sorted by name. A column that fails does not harm the others. */
export async function describe(engine: TableEngine, request: DescribeRequest): Promise<SplitStatistics> {
  const { files, columns, signal } = request;
  const numRows = files.reduce((sum, file) => sum + file.numRows, 0);
  const table = `read_parquet([${files.map(({ path }) => quotePath(path)).join(', ')}])`;
  const statistics: ColumnStatistics[] = [];
  const sorted = [...columns].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const features = new Map(sorted.map(({ name, type }) => [name, type]));
  const gathers = numRows <= rowsToGather && (await bytesOf(files)) <= bytesToGather;
  let done = 0;
  for await (const part of narrowed(engine, { table, numRows }, [...features.keys()], signal)) {
    const described = await engine.use(async (connection) => {
      const queries = new ColumnQueries(connection, gathers, signal);
      const describeNamed = async (name: string): Promise<ColumnStatistics[]> => {
        const source = {
          queries,
          engine,
          table: part.table,
          column: quoteIdentifier(name),
          path: name,
          numRows,
          signal,
        };
        try {
          const feature = features.get(name) as Feature;
          const found = await describeColumn({ ...source, onFailed: request.onColumnFailed }, feature);
          return found ? [{ column_name: name, ...found }] : [];
        } catch (error) {
          signal?.throwIfAborted();
          request.onColumnFailed?.(name, error);
          return [];
        } finally {
          request.onProgress?.(++done / sorted.length);
        }
      };
      return gathers ? Promise.all(part.names.map(describeNamed)) : inTurn(part.names, describeNamed);
    }, signal);
    statistics.push(...described.flat());
  }
  return { num_examples: numRows, statistics, partial: false };
}

async function inTurn<T>(names: readonly string[], each: (name: string) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (const name of names) all.push(await each(name));
  return all;
}

async function bytesOf(files: readonly PageFile[]): Promise<number> {
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
