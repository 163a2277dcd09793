import type { ConfigSize, ConfigSizes, DatasetSizes, SplitSize } from '@rowhouse/contract';
import type { SplitParquet } from '@rowhouse/datasets';
import { failedJobs, succeeded } from './inputs.js';
import type { StepContext } from './step-context.js';

/** Bytes, rows and columns of a config and its splits. */
export function configSize({ task }: StepContext): ConfigSizes {
  const tables = succeeded<SplitParquet>(task, 'split-parquet');
  const dataset = task.datasetName;
  const splits = tables.map(({ config, split, content }) => splitSize({ dataset, config, split }, content));
  const config: ConfigSize = {
    dataset,
    config: task.key.config,
    num_bytes_original_files: tables.reduce((sum, { content }) => sum + content.numBytesOriginal, 0),
    ...totals(splits),
    num_columns: tables[0]?.content.numColumns ?? 0,
    estimated_num_rows: null,
  };
  return { size: { config, splits }, partial: false };
}

function splitSize(place: Pick<SplitSize, 'dataset' | 'config' | 'split'>, table: SplitParquet): SplitSize {
  return {
    ...place,
    num_bytes_parquet_files: table.files.reduce((sum, { size }) => sum + size, 0),
    num_bytes_memory: table.numBytesMemory,
    num_rows: table.numRows,
    num_columns: table.numColumns,
    estimated_num_rows: null,
  };
}

function totals(
  parts: readonly Pick<SplitSize, 'num_bytes_parquet_files' | 'num_bytes_memory' | 'num_rows'>[],
) {
  return {
    num_bytes_parquet_files: parts.reduce((sum, part) => sum + part.num_bytes_parquet_files, 0),
    num_bytes_memory: parts.reduce((sum, part) => sum + part.num_bytes_memory, 0),
    num_rows: parts.reduce((sum, part) => sum + part.num_rows, 0),
  };
}

/** Bytes and rows of a dataset, of its configs and splits. */
export function datasetSize({ task }: StepContext): DatasetSizes {
  const sizes = succeeded<ConfigSizes>(task, 'config-size').map(({ content }) => content.size);
  const configs = sizes.map(({ config }) => config);
  return {
    size: {
      dataset: {
        dataset: task.datasetName,
        num_bytes_original_files: configs.reduce((sum, config) => sum + config.num_bytes_original_files, 0),
        ...totals(configs),
        estimated_num_rows: null,
      },
      configs,
      splits: sizes.flatMap(({ splits }) => splits),
    },
    pending: [],
    failed: failedJobs(task, 'config-size'),
    partial: false,
  };
}
