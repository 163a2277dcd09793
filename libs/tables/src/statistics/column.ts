import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnStatistics } from '@rowhouse/contract';

/** A column of a split, as the statistics queries see it. */
export interface ColumnSource {
  connection: DuckDBConnection;
  /** `read_parquet(…)` over all files of the split. */
  table: string;
  /** The column as a SQL identifier. */
  column: string;
  /** Rows of the split. */
  numRows: number;
}

export type ColumnDescription = Omit<ColumnStatistics, 'column_name'>;
