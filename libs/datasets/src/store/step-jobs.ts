import type { Sql } from '@rowhouse/database';
import type { JobStore } from '@rowhouse/jobs';
import { stepDefinition } from '../graph/steps.js';
import { isStepKey, type StepJobParams, stepKeyValues } from './step-key.js';

/** Turns a step that can run into a job, inside the transaction that made it possible. */
export class StepJobs {
  constructor(private readonly jobs: JobStore) {}

  async create(tx: Sql, params: StepJobParams): Promise<void> {
    await tx.query(`UPDATE step_result SET job_id = $6 WHERE ${isStepKey}`, [
      ...stepKeyValues(params),
      await this.#insert(tx, params),
    ]);
  }

  /** Many of one revision. */
  async createAll(
    tx: Sql,
    revision: Omit<StepJobParams, keyof StepPlace>,
    steps: readonly StepPlace[],
  ): Promise<void> {
    const jobIds: string[] = [];
    for (const { step, config, split } of steps) {
      jobIds.push(await this.#insert(tx, { ...revision, step, config, split }));
    }
    await tx.query(
      `UPDATE step_result s SET job_id = made.job_id
       FROM unnest($3::text[], $4::text[], $5::text[], $6::uuid[]) AS made (step, config, split, job_id)
       WHERE s.dataset_id = $1 AND s.revision = $2
         AND s.step = made.step AND s.config = made.config AND s.split = made.split`,
      [
        revision.datasetId,
        revision.revision,
        steps.map(({ step }) => step),
        steps.map(({ config }) => config),
        steps.map(({ split }) => split),
        jobIds,
      ],
    );
  }

  #insert(tx: Sql, params: StepJobParams): Promise<string> {
    const { pool, priority } = stepDefinition(params.step);
    return this.jobs.create(tx, {
      kind: params.step,
      pool,
      priority,
      owner: params.namespace,
      subject: `${params.namespace}/${params.name}`,
      params,
    });
  }
}

type StepPlace = Pick<StepJobParams, 'step' | 'config' | 'split'>;
