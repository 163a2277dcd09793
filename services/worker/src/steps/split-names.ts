import type { ConfigSplitNames, DatasetSplitNames } from '@rowhouse/contract';
import { byPlace } from '@rowhouse/datasets';
import { failedInputs, succeeded } from './inputs.js';
import type { StepContext } from './step-context.js';

/** The splits of a config, as the names of its files decide. */
export function configSplitNames({ task }: StepContext): ConfigSplitNames {
  const { config } = task.key;
  const names = [...new Set(task.files.map(({ split }) => split))];
  const splits = names.map((split) => ({ dataset: task.datasetName, config, split }));
  return { splits: splits.sort(byPlace) };
}

/** The splits of all configs; a config that failed is listed, the others are served. */
export function datasetSplitNames({ task }: StepContext): DatasetSplitNames {
  return {
    splits: succeeded<ConfigSplitNames>(task, 'config-split-names').flatMap(({ content }) => content.splits),
    pending: [],
    failed: failedInputs(task, 'config-split-names').map(({ dataset, config, error }) => ({
      dataset,
      config,
      error,
    })),
  };
}
