import { errors, type RowhouseError } from '@rowhouse/contract';
import type { Sql } from '@rowhouse/database';
import { type StepJobParams, type StepName, stepDefinition } from '@rowhouse/datasets';
import type { Claim } from '@rowhouse/jobs';
import { z } from 'zod';
import type { JobContext } from '../kinds/job-context.js';
import {
  type JobAnswer,
  type JobHandler,
  JobKind,
  type JobKindClass,
  type WorkerParts,
} from '../kinds/job-kind.js';
import { loadTask } from './load-task.js';
import { stepHandlers } from './step-handlers.js';
import type { StepTask } from './step-task.js';

/** A step of the processing graph as a kind of job. */
export function stepKind(step: StepName): JobKindClass<StepJobParams, StepTask> {
  @JobKind({ kind: step, pool: stepDefinition(step).pool, parameters: parametersOf(step) })
  class StepKind implements JobHandler<StepJobParams, StepTask> {
    static async run(task: StepTask, context: JobContext): Promise<object | string> {
      return stepHandlers[step]({ ...context, task });
    }

    blobFolder(jobId: string, { datasetId }: StepJobParams): string {
      return `datasets/${datasetId}/parquet/${jobId}/`;
    }

    load({ database }: WorkerParts, params: StepJobParams, jobId: string): Promise<StepTask | null> {
      return loadTask(database.primary, jobId, params);
    }

    async succeed(
      { jobs, datasets }: WorkerParts,
      claim: Claim,
      params: StepJobParams,
      { content, usage }: JobAnswer,
    ): Promise<boolean> {
      let stored = false;
      const accepted = await jobs.succeed(
        claim,
        null,
        async (tx) => {
          stored = await datasets.results.settle(tx, claim.jobId, params, { content });
        },
        usage,
      );
      return accepted && stored;
    }

    /** Readers of the dataset are told what became of their data, and what to do. */
    failed({ datasets }: WorkerParts, tx: Sql, { job }: Claim, error: RowhouseError): Promise<void> {
      return datasets.failStep(tx, job, error.code === 'JobCancelled' ? errors.StepCancelledError() : error);
    }
  }
  return StepKind;
}

function parametersOf(step: StepName): z.ZodType<StepJobParams> {
  return z.object({
    step: z.literal(step),
    datasetId: z.string(),
    revision: z.string(),
    config: z.string(),
    split: z.string(),
    namespace: z.string(),
    name: z.string(),
  });
}
