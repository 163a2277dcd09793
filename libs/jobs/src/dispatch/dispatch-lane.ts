import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, prepared, Wakeup } from '@rowhouse/database';
import type { JobQueue } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import type { JobMetrics } from '../job-metrics.js';
import { backoffMs } from '../life/backoff.js';
import * as sql from './dispatch-sql.js';
import type { DispatcherTiming } from './dispatcher-options.js';
import { findLostMessages } from './lost-messages.js';
import { NewJob } from './new-job.js';

interface DueJob {
  id: string;
  attempt: number;
  fence: string;
  lag_s: number;
}

/** How each job begins. */
const first = { attempt: 1, fence: '0', lag_s: 0 };

const slowestFullPollMs = 1_000;
/** More due jobs than this are a backlog, of which the fair share has to be found. */
const few = 64;

const fewDueJobs = prepared(sql.fewDueJobs);
const markDispatched = prepared(sql.markDispatched);
const nextDue = prepared(sql.nextDue);

/** Keeps one pool's window full. Pools do not wait for each other: one whose queue is away holds up no other. */
export class DispatchLane {
  readonly #wakeup = new Wakeup();
  readonly #newJob = new NewJob();
  /** Places of the window that were free at the last look. */
  #places = 0;
  #declared = false;
  #failures = 0;
  #idleFullPolls = 0;
  #nextCheck = 0;

  constructor(
    private readonly pool: string,
    private readonly db: Database,
    private readonly queue: JobQueue,
    private readonly timing: DispatcherTiming,
    private readonly metrics: JobMetrics | undefined,
    private readonly log: Pick<Logger, 'warn'> | undefined,
  ) {}

  /** There may be something to publish. */
  wake(): void {
    this.#wakeup.call();
  }

  /** A job that has just been created and is due; may be told late or twice. `wake` follows. */
  expect(jobId: string): void {
    this.#newJob.tell(jobId);
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const wait = await this.#fill(signal);
        this.#failures = 0;
        await this.#wakeup.wait(wait, signal);
      } catch (err) {
        await this.#rest(err, signal);
      }
    }
  }

  /** Publishes what the window has room for. Returns after how many milliseconds to look again uncalled. */
  async #fill(signal: AbortSignal): Promise<number> {
    if (!this.#declared) await this.queue.declare(this.pool);
    this.#declared = true;
    let published = await this.#publishNewJob();
    await this.#missLostMessages();
    while (!signal.aborted) {
      const jobs = await this.#nextJobs();
      if (jobs.length === 0) break;
      await this.#publish(jobs);
      published += jobs.length;
    }
    return this.#nextLook(published);
  }

  /**
   * A job that is created while nothing else waits needs no look: there is room for it and nothing to put in order. That
   * saves a statement between its creation and its start. Returns how many were published.
   */
  async #publishNewJob(): Promise<number> {
    const id = this.#newJob.take();
    if (id === null || this.#places <= 0) return 0;
    await this.#publish([{ id, ...first }]);
    return 1;
  }

  async #nextJobs(): Promise<DueJob[]> {
    const { window, shareMs } = this.timing;
    const values = [this.pool, window, shareMs];
    // What has been told of until now the look sees for itself.
    this.#newJob.forget();
    const { rows } = await this.db.primary.query<(DueJob | { id: null }) & { places: number }>(fewDueJobs, [
      ...values,
      few + 1,
    ]);
    this.#places = rows[0]?.places ?? 0;
    const due = rows.filter((row) => row.id !== null);
    if (this.#places <= 0) return [];
    if (due.length <= Math.min(few, this.#places)) return due;
    // Not prepared: which plan is good depends on the backlog.
    return (await this.db.primary.query<DueJob>(sql.nextJobs, values)).rows;
  }

  async #missLostMessages(): Promise<void> {
    if (performance.now() < this.#nextCheck) return;
    this.#nextCheck = performance.now() + this.timing.pollMs;
    const lost = await findLostMessages(this.db.primary, this.queue, this.pool, this.timing);
    if (lost === 0) return;
    this.metrics?.redispatched(this.pool, lost);
    this.log?.warn({ pool: this.pool, messages: lost }, 'Job messages are missing; publishing them again.');
  }

  async #publish(jobs: DueJob[]): Promise<void> {
    const from = performance.now();
    for (const { id } of jobs) this.#newJob.published(id);
    await this.queue.publish(
      this.pool,
      jobs.map(({ id, attempt }) => ({ jobId: id, attempt })),
    );
    const tookSeconds = (performance.now() - from) / 1_000;
    await sleep(this.timing.noteAfterMs);
    await this.db.primary.query(markDispatched, [
      jobs.map(({ id }) => id),
      jobs.map(({ attempt }) => attempt),
      jobs.map(({ fence }) => fence),
    ]);
    this.metrics?.dispatched(
      this.pool,
      jobs.map((job) => job.lag_s + tookSeconds),
    );
  }

  async #nextLook(published: number): Promise<number> {
    const { rows } = await this.db.primary.query<{ ms: number }>(nextDue, [this.pool]);
    const { pollMs, fullPollMs } = this.timing;
    const dueInMs = rows[0]?.ms ?? pollMs;
    if (dueInMs > 0) {
      this.#idleFullPolls = 0;
      return Math.min(dueInMs, pollMs);
    }
    // Something is due and was not published: the window is full. Claims make room without telling.
    this.#idleFullPolls = published > 0 ? 0 : this.#idleFullPolls + 1;
    return Math.min(fullPollMs * 2 ** Math.min(this.#idleFullPolls, 10), slowestFullPollMs, pollMs);
  }

  /** After a failure new jobs do not cut the rest short: a queue that is away is not asked more often for them. */
  async #rest(err: unknown, signal: AbortSignal): Promise<void> {
    this.#failures += 1;
    this.#declared = false;
    this.#places = 0;
    const wait = backoffMs(this.#failures, this.timing.backoff);
    this.metrics?.publishFailed(this.pool);
    this.log?.warn(
      { err, pool: this.pool, failures: this.#failures, waitMs: wait },
      'Jobs could not be dispatched; they stay queued in the database and are tried again.',
    );
    await new Wakeup().wait(wait, signal);
  }
}
