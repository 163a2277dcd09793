import type { StepName } from '@rowhouse/datasets';
import { datasetCompatibleLibraries } from './compatible-libraries.js';
import { datasetCroissantCrumbs } from './croissant/croissant.js';
import { datasetHubCache } from './hub-cache.js';
import { configInfo, datasetInfo } from './info.js';
import { configIsValid, datasetIsValid } from './is-valid.js';
import { configOptInOutUrls, datasetOptInOutUrls, splitOptInOutUrls } from './opt-in-out-urls.js';
import { configParquet, datasetParquet } from './parquet.js';
import { datasetPresidioEntities, splitPresidioScan } from './personal-data.js';
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
  'split-opt-in-out-urls-count': splitOptInOutUrls,
  'split-presidio-scan': splitPresidioScan,
  'config-split-names': configSplitNames,
  'config-parquet': configParquet,
  'config-info': configInfo,
  'config-size': configSize,
  'config-is-valid': configIsValid,
  'config-opt-in-out-urls-count': configOptInOutUrls,
  'dataset-split-names': datasetSplitNames,
  'dataset-parquet': datasetParquet,
  'dataset-info': datasetInfo,
  'dataset-size': datasetSize,
  'dataset-is-valid': datasetIsValid,
  'dataset-hub-cache': datasetHubCache,
  'dataset-opt-in-out-urls-count': datasetOptInOutUrls,
  'dataset-presidio-entities-count': datasetPresidioEntities,
  'dataset-compatible-libraries': datasetCompatibleLibraries,
  'dataset-croissant-crumbs': datasetCroissantCrumbs,
};
