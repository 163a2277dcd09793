/** Ten bins at most; the last one is closed. */
export interface Histogram {
  hist: number[];
  bin_edges: (number | string)[];
}

/**
 * Values by the share of values that do not exceed them: `0.01`, `0.05`, `0.25`, `0.75`, `0.95`, `0.99`. Each is a
 * value that occurs (nearest rank), from all rows.
 */
export type Quantiles<Value> = Record<string, Value>;

/** A text that occurs often, with how often. */
export interface FrequentValue {
  value: string;
  count: number;
}

/** What Rowhouse tells beside the fields of the reference. */
export interface FurtherStatistics<Value> {
  quantiles: Quantiles<Value> | null;
  /** Different values, estimated, mostly to within a tenth. Of texts and binaries themselves, not of their lengths. */
  n_unique_approx?: number;
  /** Up to ten, the most frequent first; of texts up to 1,000 bytes. */
  most_frequent?: FrequentValue[];
  /** What the items of all lists look like, taken together. */
  items?: Omit<ColumnStatistics, 'column_name'>;
}

/** Numbers, lengths or durations; `null` where a column has no value. Rounded to 5 decimals. */
export interface NumericalStatistics extends FurtherStatistics<number> {
  nan_count: number;
  nan_proportion: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  median: number | null;
  std: number | null;
  histogram: Histogram | null;
}

/** Points in time, or times of day. */
export interface DatetimeStatistics extends FurtherStatistics<string> {
  nan_count: number;
  nan_proportion: number;
  min: string | null;
  max: string | null;
  mean: string | null;
  median: string | null;
  std: string | null;
  histogram: Histogram | null;
}

export interface CategoricalStatistics {
  nan_count: number;
  nan_proportion: number;
  no_label_count: number;
  no_label_proportion: number;
  n_unique: number;
  frequencies: Record<string, number>;
}

export interface BooleanStatistics {
  nan_count: number;
  nan_proportion: number;
  frequencies: Record<string, number>;
}

/** Nulls of a struct, and each of its fields as if it were a column; a field of a null struct is null. */
export interface StructStatistics {
  nan_count: number;
  nan_proportion: number;
  fields: ColumnStatistics[];
}

/** `time`, `binary`, `json` and `struct` are Rowhouse's own. */
export type ColumnType =
  | 'int'
  | 'float'
  | 'string_text'
  | 'string_label'
  | 'class_label'
  | 'bool'
  | 'list'
  | 'datetime'
  | 'audio'
  | 'video'
  | 'image'
  | 'time'
  | 'binary'
  | 'json'
  | 'struct';

export interface ColumnStatistics {
  column_name: string;
  column_type: ColumnType;
  column_statistics:
    | NumericalStatistics
    | DatetimeStatistics
    | CategoricalStatistics
    | BooleanStatistics
    | StructStatistics;
}

/** The answer of `/statistics`, sorted by column name. */
export interface SplitStatistics {
  num_examples: number;
  statistics: ColumnStatistics[];
  partial: boolean;
}
