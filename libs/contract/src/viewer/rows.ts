import type { FeatureColumn } from './feature.js';

/** One row; `row_idx` counts from 0 over the whole split. */
export interface RowItem {
  row_idx: number;
  row: Record<string, unknown>;
  truncated_cells: string[];
}

/** The answer of `/rows` (and later `/search`, `/filter`). */
export interface PaginatedRows {
  features: FeatureColumn[];
  rows: RowItem[];
  num_rows_total: number;
  num_rows_per_page: number;
  partial: boolean;
}

/** The answer of `/first-rows`; `truncated` tells that the split has more rows than shown. */
export interface FirstRows {
  dataset: string;
  config: string;
  split: string;
  features: FeatureColumn[];
  rows: RowItem[];
  truncated: boolean;
}
