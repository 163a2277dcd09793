/** Ten bins at most; the last one is closed. */
export interface Histogram {
  hist: number[];
  bin_edges: (number | string)[];
}

/** Numbers, lengths or durations; `null` where a column has no value. Rounded to 5 decimals. */
export interface NumericalStatistics {
  nan_count: number;
  nan_proportion: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  median: number | null;
  std: number | null;
  histogram: Histogram | null;
}

export interface DatetimeStatistics {
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
  | 'image';

export interface ColumnStatistics {
  column_name: string;
  column_type: ColumnType;
  column_statistics: NumericalStatistics | DatetimeStatistics | CategoricalStatistics | BooleanStatistics;
}

/** The answer of `/statistics`, sorted by column name. */
export interface SplitStatistics {
  num_examples: number;
  statistics: ColumnStatistics[];
  partial: boolean;
}
