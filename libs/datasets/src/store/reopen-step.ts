import type { Sql } from '@rowhouse/database';
import { placeSteps } from '../graph/place-steps.js';
import { dependentsOf, type StepName, stepDefinition } from '../graph/steps.js';
import { isStepKey, type StepJobParams, stepKeyValues } from './step-key.js';

/**
 * Makes room for another run of a failed step by the given job, and of everything that was made from its failure.
 * What these steps held before stays readable until they are done; jobs that still make something from the failure
 * lose their step, so that their results are not taken.
 * @returns false when the step has not failed or its dataset is gone
 */
export async function reopenStep(tx: Sql, jobId: string, step: StepJobParams): Promise<boolean> {
  const key = [step.datasetId, step.revision];
  await tx.query('SELECT 1 FROM revision WHERE dataset_id = $1 AND revision = $2 FOR UPDATE', key);
  const { rowCount } = await tx.query(
    `UPDATE step_result SET state = 'pending', error = NULL, finished_at = NULL, waiting_for = 0, job_id = $6
     WHERE ${isStepKey} AND state = 'failed'`,
    [...stepKeyValues(step), jobId],
  );
  if (rowCount === 0) return false;
  const { rows } = await tx.query<{ config: string; split: string }>(
    'SELECT DISTINCT config, split FROM revision_file WHERE dataset_id = $1 AND revision = $2 AND config IS NOT NULL',
    key,
  );
  const affected = closureOf(step.step);
  const places = placeSteps(rows).filter(
    ({ step: name, config, split }) =>
      affected.has(name) &&
      (config === '' || config === step.config) &&
      (split === '' || split === step.split),
  );
  for (const place of places) {
    await tx.query(
      `UPDATE step_result SET state = 'pending', error = NULL, finished_at = NULL, job_id = NULL WHERE ${isStepKey}`,
      stepKeyValues({ ...step, ...place }),
    );
  }
  for (const place of places) await recount(tx, { ...step, ...place });
  await tx.query(
    `UPDATE revision SET state = 'processing', finished_at = NULL, pending_steps = (
       SELECT count(*) FROM step_result WHERE dataset_id = $1 AND revision = $2 AND state = 'pending')
     WHERE dataset_id = $1 AND revision = $2`,
    key,
  );
  return true;
}

/** The steps that are made, directly or not, from a step; without itself. */
function closureOf(step: StepName): Set<StepName> {
  const closure = new Set<StepName>();
  const visit = (name: StepName) => {
    for (const dependent of dependentsOf(name)) {
      if (!closure.has(dependent)) {
        closure.add(dependent);
        visit(dependent);
      }
    }
  };
  visit(step);
  return closure;
}

async function recount(tx: Sql, step: StepJobParams): Promise<void> {
  const needs = Object.keys(stepDefinition(step.step).needs);
  await tx.query(
    `UPDATE step_result SET waiting_for = (
       SELECT count(*) FROM step_result i
       WHERE i.dataset_id = $1 AND i.revision = $2 AND i.step = ANY ($6) AND i.state = 'pending'
         AND ($4 = '' OR i.config = $4) AND ($5 = '' OR i.split = $5))
     WHERE ${isStepKey}`,
    [...stepKeyValues(step), needs],
  );
}
