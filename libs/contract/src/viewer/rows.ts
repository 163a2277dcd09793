import type { FeatureColumn } from './feature.js';

/** One row; `row_idx` counts from 0 over the whole split. */
export interface RowItem {
  row_idx: number;
  row: Record<string, unknown>;
  truncated_cells: string[];
}

/** The answer of `/rows` (and later `/filter`). */
export interface PaginatedRows {
  features: FeatureColumn[];
  rows: RowItem[];
  num_rows_total: number;
  num_rows_per_page: number;
  partial: boolean;
}

/** Where a search's words stand in one text of a row. */
export interface SearchHighlight {
  column: string;
  /** The way to the text within the cell: indexes of lists and names of fields; empty when the cell is the text. */
  path: (string | number)[];
  /** `[start, end)` in UTF-16 units, as JavaScript counts; in order, without overlaps. */
  ranges: [number, number][];
}

/** A row that a search found. */
export interface SearchRow extends RowItem {
  /** BM25 over all of the split; higher is better. 0 where a query only leaves rows out. */
  score: number;
  highlights: SearchHighlight[];
}

/** The answer of `/search`; `num_rows_total` counts all hits. */
export interface SearchedRows extends PaginatedRows {
  rows: SearchRow[];
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
