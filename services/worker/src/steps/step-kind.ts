import { errors } from '@rowhouse/contract';
import { type StepJobParams, type StepName, stepDefinition } from '@rowhouse/datasets';
import { z } from 'zod';
import type { JobKind } from '../kinds/job-kind.js';
import { loadTask } from './load-task.js';
import { stepHandlers } from './step-handlers.js';
import type { StepTask } from './step-task.js';

/** The largest result that is stored, in bytes; Hugging Face's limit. */
const maxContentBytes = 10_000_000;

/** A step of the processing graph as a kind of job. */
export function stepKind(step: StepName): JobKind<StepJobParams, StepTask> {
  return {
    kind: step,
    pool: stepDefinition(step).pool,
    parameters: parametersOf(step),
    blobFolder: (jobId, { datasetId }) => `datasets/${datasetId}/parquet/${jobId}/`,
    load: ({ database }, params, jobId) => loadTask(database.primary, jobId, params),
    run: async (task, context) => contentOf(step, await stepHandlers[step]({ ...context, task })),
    async succeed({ jobs, datasets }, claim, params, { content, usage }) {
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
    },
    failed: ({ datasets }, tx, { job }, error) =>
      // Readers of the dataset are told what became of their data, and what to do.
      datasets.failStep(tx, job, error.code === 'JobCancelled' ? errors.StepCancelledError() : error),
  };
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

function contentOf(step: StepName, result: object | string): string {
  const content = typeof result === 'string' ? result : JSON.stringify(result);
  const actual = Buffer.byteLength(content);
  if (actual <= maxContentBytes) return content;
  throw errors.TooBigContentError({ what: `The result of '${step}'`, limit: maxContentBytes, actual });
}
