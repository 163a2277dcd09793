import type { RowhouseError } from '@rowhouse/contract';
import type { Sql } from '@rowhouse/database';
import { dependentsOf, type StepName, stepDefinition } from '../graph/steps.js';
import { finishRevision } from './finish-revision.js';
import { decideStep } from './step-decision.js';
import type { StepJobs } from './step-jobs.js';
import { isStepKey, type StepJobParams, stepKeyValues } from './step-key.js';

/** What a step ended with: the text of its JSON result, or the error that readers will be told. */
export type StepOutcome = { content: string } | { error: RowhouseError };

/**
 * Stores results and moves the graph on, inside the transaction that ends the job: whoever waited only for
 * this result becomes a job, an aggregate exactly once, when its last input is there.
 */
export class StepResults {
  constructor(private readonly stepJobs: StepJobs) {}

  /**
   * Stores what the job of a step ended with. False when nobody waits for it any more: the dataset was deleted, or
   * the step has been started again since by another job.
   */
  async settle(tx: Sql, jobId: string, step: StepJobParams, outcome: StepOutcome): Promise<boolean> {
    // One lock for all results of a revision: neighbours that end together take turns, so no count is lost.
    const { rowCount } = await tx.query(
      'SELECT 1 FROM revision WHERE dataset_id = $1 AND revision = $2 FOR UPDATE',
      [step.datasetId, step.revision],
    );
    const ended = rowCount === 0 ? [] : await this.#store(tx, jobId, step, outcome);
    if (ended.length > 0) await finishRevision(tx, step, ended);
    return ended.length > 0;
  }

  /** Which steps have ended by this: the step itself and those that inherit its failure, which have no job. */
  async #store(
    tx: Sql,
    jobId: string | null,
    step: StepJobParams,
    outcome: StepOutcome,
  ): Promise<StepName[]> {
    const failed = 'error' in outcome;
    const { rowCount } = await tx.query(
      `UPDATE step_result SET state = $6, content = $7::json, error = $8::jsonb, finished_at = now()
       WHERE ${isStepKey} AND state = 'pending' AND job_id IS NOT DISTINCT FROM $9`,
      [
        ...stepKeyValues(step),
        failed ? 'failed' : 'succeeded',
        failed ? null : outcome.content,
        failed ? JSON.stringify(outcome.error.toStored()) : null,
        jobId,
      ],
    );
    if (rowCount === 0) return [];
    const ended = [step.step];
    for (const dependent of dependentsOf(step.step)) {
      ended.push(...(await this.#countDown(tx, at(step, dependent))));
    }
    return ended;
  }

  async #countDown(tx: Sql, step: StepJobParams): Promise<StepName[]> {
    const { rows } = await tx.query<{ waiting_for: number }>(
      `UPDATE step_result SET waiting_for = waiting_for - 1 WHERE ${isStepKey} AND state = 'pending' RETURNING waiting_for`,
      stepKeyValues(step),
    );
    if (rows[0]?.waiting_for !== 0) return [];
    const error = await decideStep(tx, step);
    if (error) return this.#store(tx, null, step, { error });
    await this.stepJobs.create(tx, step);
    return [];
  }
}

/** The place of a dependent, seen from the step that it waits for: the same one or the one above. */
function at(step: StepJobParams, dependent: StepName): StepJobParams {
  const { level } = stepDefinition(dependent);
  return {
    ...step,
    step: dependent,
    config: level === 'dataset' ? '' : step.config,
    split: level === 'split' ? step.split : '',
  };
}
