import type { ErrorBody } from '../errors/rowhouse-error.js';
import type { Features } from './feature.js';

/** Names one split of a dataset. */
export interface SplitItem {
  dataset: string;
  config: string;
  split: string;
}

/** Names a config whose result is still awaited or has failed. */
export interface ConfigItem {
  dataset: string;
  config: string;
}

export type FailedConfigItem = ConfigItem & { error: ErrorBody };

/** Names a step whose result an aggregate lacks. */
export interface PreviousJob {
  kind: string;
  dataset: string;
  config: string | null;
  split: string | null;
}

export interface ConfigSplitNames {
  splits: SplitItem[];
}

export interface DatasetSplitNames extends ConfigSplitNames {
  pending: ConfigItem[];
  failed: FailedConfigItem[];
}

export interface ParquetFileItem extends SplitItem {
  url: string;
  filename: string;
  /** Bytes. */
  size: number;
}

export interface ConfigParquet {
  parquet_files: ParquetFileItem[];
  features: Features;
  partial: boolean;
}

export interface DatasetParquet {
  parquet_files: ParquetFileItem[];
  pending: PreviousJob[];
  failed: PreviousJob[];
  partial: boolean;
}

export interface SplitInfo {
  name: string;
  num_bytes: number;
  num_examples: number;
  dataset_name: string;
}

/** `datasets.DatasetInfo` of one config; empty fields of the original are left out. */
export interface DatasetInfo {
  description: string;
  citation: string;
  homepage: string;
  license: string;
  features: Features;
  builder_name: string;
  dataset_name: string;
  config_name: string;
  version: { version_str: string; major: number; minor: number; patch: number };
  splits: Record<string, SplitInfo>;
  download_size: number;
  dataset_size: number;
  size_in_bytes: number;
}

export interface ConfigInfo {
  dataset_info: DatasetInfo;
  partial: boolean;
}

export interface DatasetInfos {
  dataset_info: Record<string, DatasetInfo>;
  pending: PreviousJob[];
  failed: PreviousJob[];
  partial: boolean;
}

export interface SplitSize extends SplitItem {
  num_bytes_parquet_files: number;
  num_bytes_memory: number;
  num_rows: number;
  num_columns: number;
  estimated_num_rows: number | null;
}

export interface ConfigSize extends ConfigItem {
  num_bytes_original_files: number;
  num_bytes_parquet_files: number;
  num_bytes_memory: number;
  num_rows: number;
  num_columns: number;
  estimated_num_rows: number | null;
}

export interface ConfigSizes {
  size: { config: ConfigSize; splits: SplitSize[] };
  partial: boolean;
}

export interface DatasetSizes {
  size: {
    dataset: Omit<ConfigSize, 'config' | 'num_columns'>;
    configs: ConfigSize[];
    splits: SplitSize[];
  };
  pending: PreviousJob[];
  failed: PreviousJob[];
  partial: boolean;
}

/** What a dataset, config or split can be used for. */
export interface IsValid {
  preview: boolean;
  viewer: boolean;
  search: boolean;
  filter: boolean;
  statistics: boolean;
}

/** The answer of `/hub-cache`: what a list of datasets shows of one. */
export interface HubCache {
  preview: boolean;
  viewer: boolean;
  partial: boolean;
  num_rows: number;
  libraries: string[];
  formats: string[];
  modalities: string[];
}
