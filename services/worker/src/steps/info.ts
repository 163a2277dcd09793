import {
  type ConfigInfo,
  type DatasetInfo,
  type DatasetInfos,
  featuresOf,
  type SplitInfo,
} from '@rowhouse/contract';
import type { SplitParquet } from '@rowhouse/datasets';
import { failedJobs, succeeded } from './inputs.js';
import type { StepContext } from './step-context.js';

/** Hugging Face's `DatasetInfo` of a config. */
export function configInfo({ task }: StepContext): ConfigInfo {
  const tables = succeeded<SplitParquet>(task, 'split-parquet');
  const shortName = task.datasetName.split('/')[1] ?? task.datasetName;
  const sum = (count: (table: SplitParquet) => number) =>
    tables.reduce((total, { content }) => total + count(content), 0);
  const downloadSize = sum(({ numBytesOriginal }) => numBytesOriginal);
  const datasetSize = sum(({ numBytesMemory }) => numBytesMemory);
  const info: DatasetInfo = {
    description: '',
    citation: '',
    homepage: '',
    license: '',
    features: featuresOf(tables[0]?.content.columns ?? []),
    builder_name: tables[0]?.content.builderName ?? '',
    dataset_name: shortName,
    config_name: task.key.config,
    version: { version_str: '0.0.0', major: 0, minor: 0, patch: 0 },
    splits: Object.fromEntries(
      tables.map(({ split, content }) => [split, splitInfo(split, content, shortName)]),
    ),
    download_size: downloadSize,
    dataset_size: datasetSize,
    size_in_bytes: downloadSize + datasetSize,
  };
  return { dataset_info: info, partial: false };
}

function splitInfo(name: string, { numBytesMemory, numRows }: SplitParquet, datasetName: string): SplitInfo {
  return { name, num_bytes: numBytesMemory, num_examples: numRows, dataset_name: datasetName };
}

/** The infos of all configs by name. */
export function datasetInfo({ task }: StepContext): DatasetInfos {
  return {
    dataset_info: Object.fromEntries(
      succeeded<ConfigInfo>(task, 'config-info').map(({ config, content }) => [config, content.dataset_info]),
    ),
    pending: [],
    failed: failedJobs(task, 'config-info'),
    partial: false,
  };
}
