import type { StepName } from '@rowhouse/datasets';
import { datasetHubCache } from './hub-cache.js';
import { configInfo, datasetInfo } from './info.js';
import { configIsValid, datasetIsValid } from './is-valid.js';
import { configParquet, datasetParquet } from './parquet.js';
import { configSize, datasetSize } from './size.js';
import { configSplitNames, datasetSplitNames } from './split-names.js';
import { splitParquet } from './split-parquet.js';
import { splitFirstRows, splitIsValid, splitStatistics } from './split-previews.js';
import { splitSearchIndex } from './split-search-index.js';
import type { StepHandler } from './step-context.js';

/** The code of every step of the graph; the compiler refuses a graph with a step that has none. */
export const stepHandlers: Readonly<Record<StepName, StepHandler>> = {
  'split-parquet': splitParquet,
  'split-first-rows': splitFirstRows,
  'split-statistics': splitStatistics,
  'split-search-index': splitSearchIndex,
  'split-is-valid': splitIsValid,
  'config-split-names': configSplitNames,
  'config-parquet': configParquet,
  'config-info': configInfo,
  'config-size': configSize,
  'config-is-valid': configIsValid,
  'dataset-split-names': datasetSplitNames,
  'dataset-parquet': datasetParquet,
  'dataset-info': datasetInfo,
  'dataset-size': datasetSize,
  'dataset-is-valid': datasetIsValid,
  'dataset-hub-cache': datasetHubCache,
};
