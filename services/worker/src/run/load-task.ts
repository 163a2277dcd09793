import type { Sql } from '@rowhouse/database';
import { inputFiles, type StepJobParams, stepInputs, stepNames } from '@rowhouse/datasets';
import type { StepTask } from '../child/protocol.js';

/** Reads what a step works from; on the primary, since the inputs were committed a moment ago. */
export async function loadTask(
  sql: Sql,
  claim: { jobId: string; fence: string },
  params: StepJobParams,
): Promise<StepTask> {
  const { datasetId, revision, step, config, split, namespace, name } = params;
  const key = { datasetId, revision, step, config, split };
  const needsFiles = step === 'split-parquet' || step === 'config-split-names';
  return {
    jobId: claim.jobId,
    fence: claim.fence,
    key,
    datasetName: `${namespace}/${name}`,
    inputs: await stepInputs(sql, key),
    files: needsFiles ? await inputFiles(sql, key) : [],
  };
}

/** True for the parameters of a job that one of this worker's steps can run. */
export function isStepJob(kind: string, params: object): params is StepJobParams {
  return (stepNames as string[]).includes(kind) && 'datasetId' in params && 'revision' in params;
}
