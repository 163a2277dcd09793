import type { Sql } from '@rowhouse/database';
import type { JobStore } from '@rowhouse/jobs';
import { stepDefinition } from '../graph/steps.js';
import { isStepKey, type StepJobParams, stepKeyValues } from './step-key.js';

/** Turns a step that can run into a job, inside the transaction that made it possible. */
export class StepJobs {
  constructor(private readonly jobs: JobStore) {}

  async create(tx: Sql, params: StepJobParams): Promise<void> {
    const { pool, priority } = stepDefinition(params.step);
    const jobId = await this.jobs.create(tx, {
      kind: params.step,
      pool,
      priority,
      owner: params.namespace,
      subject: `${params.namespace}/${params.name}`,
      params,
    });
    await tx.query(`UPDATE step_result SET job_id = $6 WHERE ${isStepKey}`, [
      ...stepKeyValues(params),
      jobId,
    ]);
  }
}
