import { RowhouseError } from '@rowhouse/contract';
import { byPlace, type SplitParquet, type StepInput, type StepName } from '@rowhouse/datasets';
import type { StepTask } from './step-task.js';

/** The results of a needed step that succeeded, parsed, with their places. */
export function succeeded<Content>(task: StepTask, step: StepName) {
  return of(task, step).flatMap(({ config, split, content }) =>
    content === null ? [] : [{ config, split, content: JSON.parse(content) as Content }],
  );
}

/** The table of the split that the task is about. */
export function splitTable(task: StepTask): SplitParquet {
  const table = succeeded<SplitParquet>(task, 'split-parquet')[0]?.content;
  if (!table) throw new Error(`${task.key.step} was started without the table of its split`);
  return table;
}

/** Failures of a needed step, as aggregates list them. */
export function failedInputs(task: StepTask, step: StepName) {
  return of(task, step)
    .filter(({ state }) => state === 'failed')
    .map(({ config, split, error }) => ({
      dataset: task.datasetName,
      config,
      split,
      error: error
        ? RowhouseError.fromJSON(error).toJSON()
        : { error: 'Unexpected error.', code: 'UnexpectedError' },
    }));
}

/** Failures in the form of `/parquet`, `/info` and `/size`. */
export function failedJobs(task: StepTask, step: StepName) {
  return failedInputs(task, step).map(({ dataset, config, split }) => ({
    kind: step,
    dataset,
    config,
    split: split || null,
  }));
}

function of(task: StepTask, step: StepName): StepInput[] {
  return task.inputs.filter((input) => input.step === step).sort(byPlace);
}
