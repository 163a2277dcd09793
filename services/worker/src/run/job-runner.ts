import { errors } from '@rowhouse/contract';
import type { Database } from '@rowhouse/database';
import type { Datasets, StepJobParams } from '@rowhouse/datasets';
import type { Claim, JobStore } from '@rowhouse/jobs';
import type { Delivery } from '@rowhouse/messaging';
import type { BlobStore } from '@rowhouse/storage';
import type { Logger } from '@rowhouse/telemetry';
import type { ChildPool } from '../child/child-pool.js';
import { Attempt, type AttemptOutcome } from './attempt.js';
import { isStepJob, loadTask } from './load-task.js';

export interface JobRunnerParts {
  workerId: string;
  timeoutSeconds: number;
  database: Database;
  jobs: JobStore;
  datasets: Datasets;
  blobs: BlobStore;
  children: ChildPool;
  log: Logger;
}

/** Takes a message from claim to the end of the attempt; resolving means that the message may be acknowledged. */
export class JobRunner {
  readonly #running = new Set<Attempt>();

  constructor(private readonly parts: JobRunnerParts) {}

  /** The number of jobs that run now. */
  get running(): number {
    return this.#running.size;
  }

  async handle(message: Delivery): Promise<void> {
    const { jobs, workerId, log } = this.parts;
    const claim = await jobs.claim(message.jobId, message.attempt, workerId);
    if (!claim) {
      log.debug({ job: message.jobId, attempt: message.attempt }, 'stale message');
      // It came back from another worker, which is either gone or lost its connection to the queue.
      if (message.redelivered) await jobs.doubt(message.jobId, message.attempt);
      return;
    }
    await this.#run(claim);
  }

  /** Hands all running jobs back to the queue. */
  async releaseAll(): Promise<void> {
    await Promise.all([...this.#running].map((attempt) => attempt.release()));
  }

  async #run(claim: Claim): Promise<void> {
    const { kind, params } = claim.job;
    if (!isStepJob(kind, params)) {
      await this.parts.jobs.fail(claim, errors.UnknownJobKind({ kind }).toStored());
      return;
    }
    const { jobs, children, log, timeoutSeconds, database } = this.parts;
    const attempt = new Attempt(claim, jobs, children, { timeoutSeconds, log });
    this.#running.add(attempt);
    try {
      const outcome = await attempt.run(await loadTask(database.primary, claim, params));
      await this.#settle(claim, params, outcome);
    } finally {
      this.#running.delete(attempt);
    }
  }

  async #settle(claim: Claim, step: StepJobParams, outcome: AttemptOutcome): Promise<void> {
    const { jobs, datasets, blobs, log } = this.parts;
    if (outcome.type === 'succeeded') {
      let stored = false;
      const accepted = await jobs.succeed(claim, null, async (tx) => {
        stored = await datasets.results.settle(tx, step, { content: outcome.content });
      });
      if (!accepted || !stored) await blobs.deletePrefix(outcome.blobPrefix);
    } else if (outcome.type === 'failed') {
      log.info({ job: claim.jobId, step: step.step, code: outcome.error.code }, 'step failed');
      await jobs.fail(claim, outcome.error.toStored(), async (tx, { final }) => {
        if (final) await datasets.failStep(tx, claim.job, outcome.error);
      });
    } else if (outcome.type === 'released') {
      await jobs.release(claim);
    }
  }
}
