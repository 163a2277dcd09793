import { errors, RowhouseError } from '@rowhouse/contract';
import type { AttemptUsage, Claim, JobStore } from '@rowhouse/jobs';
import type { Logger } from '@rowhouse/telemetry';
import type { ChildPool } from '../child/child-pool.js';
import type { ChildOutcome } from '../child/job-child.js';
import type { JobTask } from '../child/protocol.js';
import type { AttemptLog } from './attempt-log.js';
import { watchMemory } from './memory-watch.js';

/** Why an attempt was ended from outside its own code; a limit that it exceeded is an error. */
type Interruption = 'cancelled' | 'lost' | 'released' | RowhouseError;

export type AttemptOutcome =
  | { type: 'succeeded'; content: string; usage: AttemptUsage }
  | { type: 'failed'; error: RowhouseError; usage: AttemptUsage }
  | { type: 'lost' }
  | { type: 'released'; usage: AttemptUsage }
  /** Nobody waits for the result any more. */
  | { type: 'obsolete' };

export interface AttemptOptions {
  timeoutSeconds: number;
  /** Of the job's process. */
  memoryLimitMb: number;
  log: Logger;
  output: AttemptLog;
  answer: (question: unknown) => Promise<unknown>;
}

/** Between two signs of life, in milliseconds; also how soon a cancel is noticed. */
const heartbeatMs = 1000;

const mebibyte = 1024 * 1024;

/** One attempt of a job in a child process: beats its heart, passes progress on, ends it when it must end. */
export class Attempt {
  readonly #interrupted = Promise.withResolvers<void>();
  #interruption: Interruption | null = null;
  #kill: (() => Promise<void>) | null = null;
  #progress = 0;

  constructor(
    private readonly claim: Claim,
    private readonly jobs: JobStore,
    private readonly children: ChildPool,
    private readonly options: AttemptOptions,
  ) {}

  /**
   * `load` reads in this process what the code works from; null: it is not needed any more. Its time counts, as does
   * that in which the job's process loads its code.
   */
  async run(load: () => Promise<JobTask | null>): Promise<AttemptOutcome> {
    const { timeoutSeconds: limitSeconds } = this.options;
    const heartbeat = setInterval(() => void this.#beat(), Math.min(heartbeatMs, this.claim.leaseMs / 4));
    const timeout = () => void this.#interrupt(errors.JobTimedOut({ limitSeconds }));
    const deadline = setTimeout(timeout, limitSeconds * 1000);
    try {
      const task = await this.#load(load);
      if (task instanceof RowhouseError) return { type: 'failed', error: task, usage: {} };
      if (this.#interruption) return this.#end('it was ended before its process started', {});
      if (task === null) return { type: 'obsolete' };
      return await this.#runTask(task);
    } finally {
      clearInterval(heartbeat);
      clearTimeout(deadline);
    }
  }

  /** Ends the attempt so that another worker can take the job. */
  release(): Promise<void> {
    return this.#interrupt('released');
  }

  /** Waits no longer than until the attempt has to end; what is loaded after that is of no use to anybody. */
  async #load(load: () => Promise<JobTask | null>): Promise<JobTask | RowhouseError | null> {
    const loading = load().catch((err: unknown) => {
      if (err instanceof RowhouseError) return err;
      this.options.log.error({ err, job: this.claim.jobId }, 'what a job works from could not be loaded');
      const { code, status, message } = errors.UnexpectedError(undefined);
      return new RowhouseError(code, status, true, message);
    });
    return Promise.race([loading, this.#interrupted.promise.then(() => null)]);
  }

  async #runTask(task: JobTask): Promise<AttemptOutcome> {
    const { memoryLimitMb: limitMb, output } = this.options;
    const running = this.children.run(task, this.#listener(task), limitMb * mebibyte);
    this.#kill = running.kill;
    const stopWatching = watchMemory(running.residentBytes, limitMb, (actualMb) => {
      void this.#interrupt(errors.JobMemoryExceeded({ limitMb, actualMb }));
    });
    try {
      const outcome = await running.outcome;
      // Waits until nothing of the dead process is left on the disk.
      if (outcome.type === 'died') await running.kill();
      // While the heart still beats: who sees the end of the job finds the end of its log.
      await output.close();
      return this.#classify(outcome);
    } finally {
      stopWatching();
    }
  }

  #listener({ kind }: JobTask) {
    const { log, answer, output } = this.options;
    const { jobId: job } = this.claim;
    return {
      onOutput: (chunk: Buffer) => output.put(chunk),
      onProgress: (fraction: number) => {
        this.#progress = fraction;
      },
      onDefect: (err: string) => log.error({ job, kind, err }, 'unexpected error of a job'),
      answer,
    };
  }

  #classify(outcome: ChildOutcome): AttemptOutcome {
    const { cpuMs, gpuMs } = outcome;
    const usage = { cpuMs, gpuMs };
    if (outcome.type === 'succeeded') return { type: 'succeeded', content: outcome.content, usage };
    if (outcome.type === 'died') return this.#end(outcome.reason, usage);
    if (this.#interruption) return this.#end('', usage);
    return { type: 'failed', error: RowhouseError.fromJSON(outcome.error), usage };
  }

  /** How an attempt ends that gave no answer: by what interrupted it, or else as a crash for `reason`. */
  #end(reason: string, usage: AttemptUsage): AttemptOutcome {
    if (this.#interruption === 'lost') return { type: 'lost' };
    if (this.#interruption === 'released') return { type: 'released', usage };
    if (this.#interruption === 'cancelled') return { type: 'failed', error: errors.JobCancelled(), usage };
    return { type: 'failed', error: this.#interruption ?? crashed(this.claim, reason), usage };
  }

  async #beat(): Promise<void> {
    try {
      const answer = await this.jobs.heartbeat(this.claim, { fraction: this.#progress });
      if (answer !== 'ok') await this.#interrupt(answer);
    } catch (error) {
      // The lease outlives several beats; a database that stays away ends in 'lost'.
      this.options.log.warn({ err: error, job: this.claim.jobId }, 'heartbeat failed');
    }
  }

  async #interrupt(reason: Interruption): Promise<void> {
    this.#interruption ??= reason;
    this.#interrupted.resolve();
    await this.#kill?.();
  }
}

/** Worth another attempt as long as one is left: the next machine may have more memory. */
function crashed(claim: Claim, reason: string): RowhouseError {
  const { code, status, message, details } = errors.JobCrashed({ attempts: claim.attempt, reason });
  return new RowhouseError(code, status, true, message, details);
}
