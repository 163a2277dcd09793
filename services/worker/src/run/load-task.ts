import type { Sql } from '@rowhouse/database';
import { inputFiles, isStepName, type StepJobParams, stepInputs, stepIsOpen } from '@rowhouse/datasets';
import type { StepTask } from '../child/protocol.js';

/**
 * Reads what a step works from; on the primary, since the inputs were committed a moment ago.
 * @returns null when nobody waits for the step any more
 */
export async function loadTask(
  sql: Sql,
  jobId: string,
  params: StepJobParams,
  blobPrefix: string,
): Promise<StepTask | null> {
  const { datasetId, revision, step, config, split, namespace, name } = params;
  const key = { datasetId, revision, step, config, split };
  if (!(await stepIsOpen(sql, jobId, key))) return null;
  const needsFiles = step === 'split-parquet' || step === 'config-split-names';
  return {
    jobId,
    blobPrefix,
    key,
    datasetName: `${namespace}/${name}`,
    inputs: await stepInputs(sql, key),
    files: needsFiles ? await inputFiles(sql, key) : [],
  };
}

/** True for the parameters of a job that one of this worker's steps can run. */
export function isStepJob(kind: string, params: object): params is StepJobParams {
  return isStepName(kind) && 'datasetId' in params && 'revision' in params;
}
