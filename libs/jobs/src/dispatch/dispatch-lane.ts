import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, prepared, Wakeup } from '@rowhouse/database';
import type { JobQueue } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import type { JobMetrics } from '../job-metrics.js';
import { backoffMs } from '../life/backoff.js';
import * as sql from './dispatch-sql.js';
import type { DispatcherTiming } from './dispatcher-options.js';
import { findLostMessages } from './lost-messages.js';

interface DueJob {
  id: string;
  attempt: number;
  fence: string;
  lag_s: number;
}

const slowestFullPollMs = 1_000;
/** More due jobs than this are a backlog, of which the fair share has to be found. */
const few = 64;

const fewDueJobs = prepared(sql.fewDueJobs);
const markDispatched = prepared(sql.markDispatched);
const nextDue = prepared(sql.nextDue);

/** Keeps one pool's window full. Pools do not wait for each other: one whose queue is away holds up no other. */
export class DispatchLane {
  readonly #wakeup = new Wakeup();
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
    await this.#missLostMessages();
    let published = 0;
    while (!signal.aborted) {
      const jobs = await this.#nextJobs();
      if (jobs.length === 0) break;
      await this.#publish(jobs);
      published += jobs.length;
    }
    return this.#nextLook(published);
  }

  async #nextJobs(): Promise<DueJob[]> {
    const { window, shareMs } = this.timing;
    const values = [this.pool, window, shareMs];
    const due = (await this.db.primary.query<DueJob & { places: number }>(fewDueJobs, [...values, few + 1]))
      .rows;
    const places = due[0]?.places ?? 0;
    if (places <= 0) return [];
    if (due.length <= Math.min(few, places)) return due;
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
    const wait = backoffMs(this.#failures, this.timing.backoff);
    this.metrics?.publishFailed(this.pool);
    this.log?.warn(
      { err, pool: this.pool, failures: this.#failures, waitMs: wait },
      'Jobs could not be dispatched; they stay queued in the database and are tried again.',
    );
    await new Wakeup().wait(wait, signal);
  }
}
