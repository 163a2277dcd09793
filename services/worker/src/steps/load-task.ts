import type { Sql } from '@rowhouse/database';
import { inputFiles, mediaInputs, type StepJobParams, stepInputs, stepIsOpen } from '@rowhouse/datasets';
import type { StepTask } from './step-task.js';

/**
 * Reads what a step works from; on the primary, since the inputs were committed a moment ago.
 * @returns null when nobody waits for the step any more
 */
export async function loadTask(sql: Sql, jobId: string, params: StepJobParams): Promise<StepTask | null> {
  const { datasetId, revision, step, config, split, namespace, name } = params;
  const key = { datasetId, revision, step, config, split };
  if (!(await stepIsOpen(sql, jobId, key))) return null;
  const needsFiles = step === 'split-parquet' || step === 'config-split-names';
  return {
    key,
    datasetName: `${namespace}/${name}`,
    inputs: await stepInputs(sql, key),
    files: needsFiles ? await inputFiles(sql, key) : [],
    media: step === 'split-parquet' ? await mediaInputs(sql, key) : [],
  };
}
