import { errors, RowhouseError } from '@rowhouse/contract';
import type { AttemptUsage, Claim, JobStore } from '@rowhouse/jobs';
import type { Logger } from '@rowhouse/telemetry';
import type { ChildPool, RunningTask } from '../child/child-pool.js';
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
  | { type: 'released'; usage: AttemptUsage };

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
  #interruption: Interruption | null = null;
  #kill: (() => Promise<void>) | null = null;
  #progress = 0;

  constructor(
    private readonly claim: Claim,
    private readonly jobs: JobStore,
    private readonly children: ChildPool,
    private readonly options: AttemptOptions,
  ) {}

  async run(task: JobTask): Promise<AttemptOutcome> {
    const { timeoutSeconds: limitSeconds, memoryLimitMb: limitMb } = this.options;
    const heartbeat = setInterval(() => void this.#beat(), Math.min(heartbeatMs, this.claim.leaseMs / 4));
    const timeout = () => void this.#interrupt(errors.JobTimedOut({ limitSeconds }));
    const deadline = setTimeout(timeout, limitSeconds * 1000);
    let stopWatching = () => {};
    try {
      const running = await this.#start(task);
      if ('error' in running) return { type: 'failed', error: running.error, usage: {} };
      this.#kill = running.kill;
      if (this.#interruption) await running.kill();
      stopWatching = watchMemory(running.residentBytes, limitMb, (actualMb) => {
        void this.#interrupt(errors.JobMemoryExceeded({ limitMb, actualMb }));
      });
      const outcome = await running.outcome;
      // Waits until nothing of the dead process is left on the disk.
      if (outcome.type === 'died') await running.kill();
      // While the heart still beats: who sees the end of the job finds the end of its log.
      await this.options.output.close();
      return this.#classify(outcome);
    } finally {
      clearInterval(heartbeat);
      clearTimeout(deadline);
      stopWatching();
    }
  }

  /** Ends the attempt so that another worker can take the job. */
  release(): Promise<void> {
    return this.#interrupt('released');
  }

  /** A process that can't even start is a fault of this machine. */
  async #start(task: JobTask): Promise<RunningTask | { error: RowhouseError }> {
    const { log, answer, memoryLimitMb } = this.options;
    const { jobId: job } = this.claim;
    try {
      const listener = {
        onOutput: (chunk: Buffer) => this.options.output.put(chunk),
        onProgress: (fraction: number) => {
          this.#progress = fraction;
        },
        onDefect: (err: string) => log.error({ job, kind: task.kind, err }, 'unexpected error of a job'),
        answer,
      };
      return await this.children.run(task, listener, memoryLimitMb * mebibyte);
    } catch (error) {
      log.error({ err: error, job }, 'a job process did not start');
      return { error: crashed(this.claim, 'its process could not be started') };
    }
  }

  #classify(outcome: ChildOutcome): AttemptOutcome {
    const { cpuMs, gpuMs } = outcome;
    const usage = { cpuMs, gpuMs };
    if (outcome.type === 'succeeded') return { type: 'succeeded', content: outcome.content, usage };
    if (this.#interruption === 'lost') return { type: 'lost' };
    if (this.#interruption === 'released') return { type: 'released', usage };
    return { type: 'failed', error: this.#errorOf(outcome), usage };
  }

  #errorOf(outcome: Exclude<ChildOutcome, { type: 'succeeded' }>): RowhouseError {
    if (this.#interruption === 'cancelled') return errors.JobCancelled();
    if (this.#interruption instanceof RowhouseError) return this.#interruption;
    if (outcome.type === 'failed') return RowhouseError.fromJSON(outcome.error);
    return crashed(this.claim, outcome.reason);
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
    await this.#kill?.();
  }
}

/** Worth another attempt as long as one is left: the next machine may have more memory. */
function crashed(claim: Claim, reason: string): RowhouseError {
  const { code, status, message, details } = errors.JobCrashed({ attempts: claim.attempt, reason });
  return new RowhouseError(code, status, true, message, details);
}
