import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnStatistics, FeatureColumn, SplitStatistics } from '@rowhouse/contract';
import { quoteIdentifier, quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';
import type { PageFile } from '../page/slices.js';
import { describeColumn } from './describe-column.js';
import { kindOf } from './kind.js';
import { narrowed } from './narrow-copies.js';

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
  let done = 0;
  for await (const part of narrowed(engine, { table, numRows }, [...features.keys()], signal)) {
    for (const name of part.names) {
      const feature = features.get(name);
      if (feature && kindOf(feature)) {
        const source = {
          table: part.table,
          column: quoteIdentifier(name),
          path: name,
          numRows,
          signal,
          onFailed: request.onColumnFailed,
        };
        try {
          const described = await engine.use(
            (connection: DuckDBConnection) => describeColumn({ ...source, connection }, feature),
            signal,
          );
          if (described) statistics.push({ column_name: name, ...described });
        } catch (error) {
          signal?.throwIfAborted();
          request.onColumnFailed?.(name, error);
        }
      }
      request.onProgress?.(++done / sorted.length);
    }
  }
  return { num_examples: numRows, statistics, partial: false };
}
