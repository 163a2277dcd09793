import { errors, RowhouseError } from '@rowhouse/contract';
import type { Sql } from '@rowhouse/database';
import type { Claim, JobLogs, JobRecord } from '@rowhouse/jobs';
import type { Delivery } from '@rowhouse/messaging';
import type { BlobStore } from '@rowhouse/storage';
import type { Logger } from '@rowhouse/telemetry';
import type { ChildPool } from '../child/child-pool.js';
import { blobPrefixOf, type JobTask } from '../child/protocol.js';
import type { DeclaredKind } from '../kinds/declared-kind.js';
import type { WorkerParts } from '../kinds/job-kind.js';
import type { JobKinds } from '../kinds/job-kinds.js';
import { Attempt, type AttemptOutcome } from './attempt.js';
import { AttemptLog } from './attempt-log.js';

export interface JobRunnerParts extends WorkerParts {
  workerId: string;
  /** Of every job; a kind may have a shorter one. */
  timeoutSeconds: number;
  /** Of the process of every job, in MiB; a kind may have a lower one. */
  memoryLimitMb: number;
  kinds: JobKinds;
  logs: JobLogs;
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
    const { jobs, logs, children, log, timeoutSeconds, memoryLimitMb, kinds } = this.parts;
    const { kind: name, params } = claim.job;
    const kind = kinds.find(name);
    if (!kind) {
      await jobs.fail(claim, errors.UnknownJobKind({ kind: name }).toStored());
      return;
    }
    const limits = kind.options;
    const parsed = limits.parameters.safeParse(params);
    if (!parsed.success) {
      const message = `The parameters of the job are not those of '${name}': ${parsed.error.issues[0]?.message}`;
      await jobs.fail(claim, errors.InvalidParameter({ message }).toStored());
      return;
    }
    const attempt = new Attempt(claim, jobs, children, {
      timeoutSeconds: Math.min(timeoutSeconds, limits.timeLimitSeconds ?? timeoutSeconds),
      memoryLimitMb: Math.min(memoryLimitMb, limits.memoryLimitMb ?? memoryLimitMb),
      log,
      output: new AttemptLog(claim, logs, log),
      answer: (question) => this.#answer(kind, question, claim.job),
    });
    this.#running.add(attempt);
    try {
      const { jobId, fence } = claim;
      if (limits.maxAttempts !== undefined) await jobs.limitAttempts(claim, limits.maxAttempts);
      const blobFolder = kind.blobFolder(jobId, parsed.data);
      const outcome = await attempt.run(async () => {
        const input = await kind.load(this.parts, parsed.data, jobId);
        return input === null ? null : { jobId, kind: name, fence, blobFolder, input };
      });
      if (outcome.type === 'obsolete') return await this.#drop(claim);
      // When this throws, nobody knows whether the result was stored: its blobs stay.
      const taken = await this.#settle(claim, kind, parsed.data, outcome);
      if (!taken) await this.#tidyUp({ jobId, fence, blobFolder });
    } finally {
      this.#running.delete(attempt);
    }
  }

  async #answer(kind: DeclaredKind, question: unknown, job: JobRecord): Promise<unknown> {
    try {
      return await kind.answer(this.parts, question, job);
    } catch (err) {
      if (!(err instanceof RowhouseError))
        this.parts.log.error({ err, kind: kind.name }, 'a job asked in vain');
      throw err;
    }
  }

  /** True when the result was taken. */
  async #settle(claim: Claim, kind: DeclaredKind, params: object, outcome: AttemptOutcome): Promise<boolean> {
    const { jobs, log } = this.parts;
    if (outcome.type === 'succeeded') {
      const { content, usage } = outcome;
      return kind.succeed(this.parts, claim, params, { content, usage });
    }
    if (outcome.type === 'failed') {
      const { error, usage } = outcome;
      log.info({ job: claim.jobId, kind: kind.name, code: error.code }, 'job failed');
      const effects = async (tx: Sql, { final }: { final: boolean }) => {
        if (final) await kind.failed(this.parts, tx, claim, error);
      };
      await jobs.fail(claim, error.toStored(), effects, usage);
    } else if (outcome.type === 'released') {
      await jobs.release(claim, outcome.usage);
    }
    return false;
  }

  /** Ends a job that has nothing to do any more: neither a success nor a failure. */
  async #drop(claim: Claim): Promise<void> {
    const { jobs, log } = this.parts;
    log.info({ job: claim.jobId }, 'the job is not needed any more');
    await jobs.cancel(claim.jobId);
    await jobs.fail(claim, errors.StepObsolete().toStored());
  }

  /** What can't be deleted costs space, but changes nothing for the job. */
  async #tidyUp(task: Omit<JobTask, 'kind' | 'input'>): Promise<void> {
    const { blobs, log } = this.parts;
    try {
      await blobs.deletePrefix(blobPrefixOf(task));
    } catch (err) {
      log.warn({ err, job: task.jobId }, 'files of an attempt without a result are left');
    }
  }
}
