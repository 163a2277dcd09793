import { errors, RowhouseError } from '@rowhouse/contract';
import type { Claim, JobStore } from '@rowhouse/jobs';
import type { Logger } from '@rowhouse/telemetry';
import type { ChildPool, RunningTask } from '../child/child-pool.js';
import type { ChildOutcome } from '../child/job-child.js';
import type { JobTask } from '../child/protocol.js';

/** Why an attempt was ended from outside its own code. */
type Interruption = 'cancelled' | 'lost' | 'released' | 'timed-out';

export type AttemptOutcome =
  | Extract<ChildOutcome, { type: 'succeeded' }>
  | { type: 'failed'; error: RowhouseError; cpuMs: number }
  | { type: 'lost' }
  | { type: 'released'; cpuMs: number };

/** Between two signs of life, in milliseconds; also how soon a cancel is noticed. */
const heartbeatMs = 1000;

/** One attempt of a job in a child process: beats its heart, passes progress on, ends it when it must end. */
export class Attempt {
  #interruption: Interruption | null = null;
  #kill: (() => Promise<void>) | null = null;
  #progress = 0;

  constructor(
    private readonly claim: Claim,
    private readonly jobs: JobStore,
    private readonly children: ChildPool,
    private readonly options: {
      timeoutSeconds: number;
      log: Logger;
      answer: (question: unknown) => Promise<unknown>;
    },
  ) {}

  async run(task: JobTask): Promise<AttemptOutcome> {
    const heartbeat = setInterval(() => void this.#beat(), Math.min(heartbeatMs, this.claim.leaseMs / 4));
    const deadline = setTimeout(() => void this.#interrupt('timed-out'), this.options.timeoutSeconds * 1000);
    try {
      const running = await this.#start(task);
      if ('error' in running) return { type: 'failed', error: running.error, cpuMs: 0 };
      this.#kill = running.kill;
      if (this.#interruption) await running.kill();
      const outcome = await running.outcome;
      // Waits until nothing of the dead process is left on the disk.
      if (outcome.type === 'died') await running.kill();
      return this.#classify(outcome);
    } finally {
      clearInterval(heartbeat);
      clearTimeout(deadline);
    }
  }

  /** Ends the attempt so that another worker can take the job. */
  release(): Promise<void> {
    return this.#interrupt('released');
  }

  /** A process that can't even start is a fault of this machine. */
  async #start(task: JobTask): Promise<RunningTask | { error: RowhouseError }> {
    try {
      return await this.children.run(task, {
        onProgress: (fraction) => {
          this.#progress = fraction;
        },
        answer: this.options.answer,
      });
    } catch (error) {
      this.options.log.error({ err: error, job: this.claim.jobId }, 'a job process did not start');
      return { error: crashed(this.claim, 'its process could not be started') };
    }
  }

  #classify(outcome: ChildOutcome): AttemptOutcome {
    const { cpuMs } = outcome;
    if (outcome.type === 'succeeded') return outcome;
    if (this.#interruption === 'lost') return { type: 'lost' };
    if (this.#interruption === 'released') return { type: 'released', cpuMs };
    return { type: 'failed', error: this.#errorOf(outcome), cpuMs };
  }

  #errorOf(outcome: Exclude<ChildOutcome, { type: 'succeeded' }>): RowhouseError {
    if (this.#interruption === 'cancelled') return errors.JobCancelled();
    if (this.#interruption === 'timed-out') {
      return errors.JobTimedOut({ limitSeconds: this.options.timeoutSeconds });
    }
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
