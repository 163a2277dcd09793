import type { FirstRows, IsValid } from '@rowhouse/contract';
import type { SplitSearchIndex } from '@rowhouse/datasets';
import { describe as describeTable, firstRows } from '@rowhouse/tables';
import { splitTable, succeeded } from './inputs.js';
import type { StepContext } from './step-context.js';
import { tableOf } from './table-of.js';

/** The first rows of a split, with long cells cut. */
export async function splitFirstRows(context: StepContext): Promise<FirstRows> {
  const { task, engine } = context;
  const { columns } = splitTable(task);
  const { rows, truncated } = await firstRows(engine, await tableOf(context));
  const { config, split } = task.key;
  return { dataset: task.datasetName, config, split, features: columns, rows, truncated };
}

/** What every column of a split looks like, over all of its rows. */
export async function splitStatistics(context: StepContext): Promise<object> {
  return describeTable(context.engine, await tableOf(context));
}

/** What readers can do with a split: the steps that succeeded tell it. */
export function splitIsValid({ task }: StepContext): IsValid {
  const done = (step: 'split-parquet' | 'split-first-rows' | 'split-statistics') =>
    succeeded(task, step).length > 0;
  return {
    preview: done('split-first-rows'),
    viewer: done('split-parquet'),
    search: succeeded<SplitSearchIndex>(task, 'split-search-index').some(
      ({ content }) => content.file !== null,
    ),
    filter: done('split-parquet'),
    statistics: done('split-statistics'),
  };
}
