import { z } from 'zod';
import type { ErrorBody } from '../errors/rowhouse-error.js';
import { features } from './feature.js';

const count = z.number().int().min(0);

/** Names one split of a dataset. */
export const splitItem = z.object({
  dataset: z.string().meta({ description: '`namespace/name`', example: 'me/cars' }),
  config: z.string().meta({ example: 'default' }),
  split: z.string().meta({ example: 'train' }),
});
export type SplitItem = z.infer<typeof splitItem>;

/** Names a config whose result is still awaited or has failed. */
const configItem = splitItem.omit({ split: true });
export type ConfigItem = z.infer<typeof configItem>;

export type FailedConfigItem = ConfigItem & { error: ErrorBody };

/** Names a step whose result an aggregate lacks. */
const previousJob = z.object({
  kind: z.string().meta({ description: 'The step.', example: 'config-size' }),
  dataset: z.string(),
  config: z.string().nullable(),
  split: z.string().nullable(),
});
export type PreviousJob = z.infer<typeof previousJob>;

const aggregate = {
  pending: z.array(previousJob).describe('What is still awaited.'),
  failed: z.array(previousJob).describe('What is missing because it failed.'),
  partial: z.boolean().describe('True when not all of the data was looked at.'),
};

export const configSplitNames = z.object({ splits: z.array(splitItem) });
export type ConfigSplitNames = z.infer<typeof configSplitNames>;

export const datasetSplitNames = configSplitNames.extend({
  pending: z.array(configItem),
  failed: z.array(configItem.extend({ error: z.looseObject({ error: z.string(), code: z.string() }) })),
});
export type DatasetSplitNames = z.infer<typeof datasetSplitNames>;

const parquetFileItem = splitItem.extend({
  url: z.string(),
  filename: z.string().meta({ example: '0000.parquet' }),
  size: count.describe('Bytes.'),
});
export type ParquetFileItem = z.infer<typeof parquetFileItem>;

export const configParquet = z.object({
  parquet_files: z.array(parquetFileItem),
  features,
  partial: aggregate.partial,
});
export type ConfigParquet = z.infer<typeof configParquet>;

export const datasetParquet = z.object({ parquet_files: z.array(parquetFileItem), ...aggregate });
export type DatasetParquet = z.infer<typeof datasetParquet>;

const splitInfo = z.object({
  name: z.string(),
  num_bytes: count,
  num_examples: count,
  dataset_name: z.string(),
});
export type SplitInfo = z.infer<typeof splitInfo>;

/** `datasets.DatasetInfo` of one config; empty fields of the original are left out. */
const datasetInfo = z.object({
  description: z.string(),
  citation: z.string(),
  homepage: z.string(),
  license: z.string(),
  features,
  builder_name: z.string().meta({ example: 'csv' }),
  dataset_name: z.string(),
  config_name: z.string(),
  version: z.object({
    version_str: z.string(),
    major: z.number().int(),
    minor: z.number().int(),
    patch: z.number().int(),
  }),
  splits: z.record(z.string(), splitInfo),
  download_size: count,
  dataset_size: count,
  size_in_bytes: count,
});
export type DatasetInfo = z.infer<typeof datasetInfo>;

export const configInfo = z.object({ dataset_info: datasetInfo, partial: aggregate.partial });
export type ConfigInfo = z.infer<typeof configInfo>;

export const datasetInfos = z.object({
  dataset_info: z.record(z.string(), datasetInfo).describe('By config.'),
  ...aggregate,
});
export type DatasetInfos = z.infer<typeof datasetInfos>;

const sizes = {
  num_bytes_parquet_files: count,
  num_bytes_memory: count,
  num_rows: count,
  num_columns: count,
  estimated_num_rows: count.nullable(),
};

const splitSize = splitItem.extend(sizes);
export type SplitSize = z.infer<typeof splitSize>;

const configSize = configItem.extend({ num_bytes_original_files: count, ...sizes });
export type ConfigSize = z.infer<typeof configSize>;

export const configSizes = z.object({
  size: z.object({ config: configSize, splits: z.array(splitSize) }),
  partial: aggregate.partial,
});
export type ConfigSizes = z.infer<typeof configSizes>;

export const datasetSizes = z.object({
  size: z.object({
    dataset: configSize.omit({ config: true, num_columns: true }),
    configs: z.array(configSize),
    splits: z.array(splitSize),
  }),
  ...aggregate,
});
export type DatasetSizes = z.infer<typeof datasetSizes>;

/** What a dataset, config or split can be used for. */
export const isValid = z.object({
  preview: z.boolean(),
  viewer: z.boolean(),
  search: z.boolean(),
  filter: z.boolean(),
  statistics: z.boolean(),
});
export type IsValid = z.infer<typeof isValid>;

/** The answer of `/hub-cache`: what a list of datasets shows of one. */
export const hubCache = z.object({
  preview: z.boolean(),
  viewer: z.boolean(),
  partial: z.boolean(),
  num_rows: count,
  libraries: z.array(z.string()),
  formats: z.array(z.string()),
  modalities: z.array(z.string()),
});
export type HubCache = z.infer<typeof hubCache>;
