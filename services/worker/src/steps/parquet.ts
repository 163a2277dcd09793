import { type ConfigParquet, featuresOf, type ParquetFileItem } from '@rowhouse/contract';
import type { SplitParquet } from '@rowhouse/datasets';
import { failedJobs, succeeded } from './inputs.js';
import type { StepContext } from './step-context.js';

/** A file's address depends on the door a reader came through: the api adds it. */
type StoredItem = Omit<ParquetFileItem, 'url'>;
type StoredConfigParquet = Omit<ConfigParquet, 'parquet_files'> & { parquet_files: StoredItem[] };

/** The Parquet files of a config, in row order, with its features. */
export function configParquet({ task }: StepContext): StoredConfigParquet {
  const tables = succeeded<SplitParquet>(task, 'split-parquet');
  return {
    parquet_files: tables.flatMap(({ config, split, content }) =>
      content.files.map(({ filename, size }) => ({
        dataset: task.datasetName,
        config,
        split,
        filename,
        size,
      })),
    ),
    features: featuresOf(tables[0]?.content.columns ?? []),
    partial: false,
  };
}

/** The Parquet files of all configs. */
export function datasetParquet({ task }: StepContext): object {
  return {
    parquet_files: succeeded<StoredConfigParquet>(task, 'config-parquet').flatMap(
      ({ content }) => content.parquet_files,
    ),
    pending: [],
    failed: failedJobs(task, 'config-parquet'),
    partial: false,
  };
}
