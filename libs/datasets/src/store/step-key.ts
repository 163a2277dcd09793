import type { StepName } from '../graph/steps.js';

/** Names one result: a step at a place of a revision. `''` stands for "no config" or "no split". */
export interface StepKey {
  datasetId: string;
  revision: string;
  step: StepName;
  config: string;
  split: string;
}

/** What the job of a step is told; its kind is the step's name. */
export interface StepJobParams extends StepKey {
  namespace: string;
  name: string;
}

export function stepKeyValues({ datasetId, revision, step, config, split }: StepKey): unknown[] {
  return [datasetId, revision, step, config, split];
}

/** The condition that `stepKeyValues` fill as $1 to $5. */
export const isStepKey = 'dataset_id = $1 AND revision = $2 AND step = $3 AND config = $4 AND split = $5';
