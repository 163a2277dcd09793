import { errors } from '@rowhouse/contract';
import type { Database } from '@rowhouse/database';
import type { Datasets, StepJobParams } from '@rowhouse/datasets';
import type { Claim, JobStore } from '@rowhouse/jobs';
import type { Delivery } from '@rowhouse/messaging';
import type { BlobStore } from '@rowhouse/storage';
import type { Logger } from '@rowhouse/telemetry';
import type { ChildPool } from '../child/child-pool.js';
import { Attempt, type AttemptOutcome } from './attempt.js';
import { attemptBlobPrefix, deleteEarlierBlobs } from './attempt-blobs.js';
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
  #leaving = false;

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
    if (this.#leaving) await jobs.release(claim);
    else await this.#run(claim);
  }

  /** Hands all running jobs back to the queue, and those that still come. */
  async releaseAll(): Promise<void> {
    this.#leaving = true;
    await Promise.all([...this.#running].map((attempt) => attempt.release()));
  }

  async #run(claim: Claim): Promise<void> {
    const { kind, params } = claim.job;
    if (!isStepJob(kind, params)) {
      await this.parts.jobs.fail(claim, errors.UnknownJobKind({ kind }).toStored());
      return;
    }
    const { jobs, children, log, timeoutSeconds, database, blobs } = this.parts;
    const blobPrefix = attemptBlobPrefix(claim, params.datasetId);
    const attempt = new Attempt(claim, jobs, children, { timeoutSeconds, log });
    this.#running.add(attempt);
    try {
      const task = await loadTask(database.primary, claim.jobId, params, blobPrefix);
      if (!task) return await this.#drop(claim);
      await this.#tidyUp(() => deleteEarlierBlobs(blobs, claim, params.datasetId));
      const outcome = await attempt.run(task);
      // When this throws, nobody knows whether the result was stored: its blobs stay.
      const stored = await this.#settle(claim, params, outcome);
      if (!stored) await this.#tidyUp(() => blobs.deletePrefix(blobPrefix));
    } finally {
      this.#running.delete(attempt);
    }
  }

  /** True when the result was stored, and with it the names of its blobs. */
  async #settle(claim: Claim, step: StepJobParams, outcome: AttemptOutcome): Promise<boolean> {
    const { jobs, datasets, log } = this.parts;
    if (outcome.type === 'succeeded') {
      let stored = false;
      const accepted = await jobs.succeed(claim, null, async (tx) => {
        stored = await datasets.results.settle(tx, claim.jobId, step, { content: outcome.content });
      });
      return accepted && stored;
    }
    if (outcome.type === 'failed') {
      log.info({ job: claim.jobId, step: step.step, code: outcome.error.code }, 'step failed');
      await jobs.fail(claim, outcome.error.toStored(), async (tx, { final }) => {
        if (final) await datasets.failStep(tx, claim.job, outcome.error);
      });
    } else if (outcome.type === 'released') {
      await jobs.release(claim);
    }
    return false;
  }

  /** Ends a job that has nothing to do any more: neither a success nor a failure. */
  async #drop(claim: Claim): Promise<void> {
    const { jobs, log } = this.parts;
    log.info({ job: claim.jobId }, 'step is not needed any more');
    await jobs.cancel(claim.jobId);
    await jobs.fail(claim, errors.StepObsolete().toStored());
  }

  /** Files that can't be deleted cost space, but are no failure of the job. */
  async #tidyUp(deleteFiles: () => Promise<unknown>): Promise<void> {
    try {
      await deleteFiles();
    } catch (err) {
      this.parts.log.error({ err }, 'files of an ended attempt are left');
    }
  }
}
