import type { ColumnStatistics } from '@rowhouse/contract';
import type { TableEngine } from '../engine/table-engine.js';
import type { ColumnQueries } from './column-queries.js';

/** A column of a split, as the statistics queries see it. */
export interface ColumnSource {
  queries: ColumnQueries;
  /** For what needs a second connection. */
  engine: TableEngine;
  /** `read_parquet(…)` over all files of the split, or a subquery. */
  table: string;
  /** The column as SQL: an identifier, or what takes a field out of it. */
  column: string;
  /** Rows of the table. */
  numRows: number;
  signal?: AbortSignal;
  /** How the column is called to people: `address.city`, `tags[]`. */
  path: string;
  /** Told about a part of the column that could not be described. */
  onFailed?: (path: string, error: unknown) => void;
}

export type ColumnDescription = Omit<ColumnStatistics, 'column_name'>;
