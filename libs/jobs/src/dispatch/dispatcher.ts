import { type Database, Leadership, type LeadershipTiming, Wakeup } from '@rowhouse/database';
import type { JobQueue } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import type { JobMetrics } from '../job-metrics.js';
import { DispatchLane } from './dispatch-lane.js';
import { backlog, poolsWithJobs } from './dispatch-sql.js';
import { type DispatcherTiming, dispatcherTiming } from './dispatcher-options.js';

export interface DispatcherOptions extends Partial<DispatcherTiming> {
  metrics?: JobMetrics;
  log?: Pick<Logger, 'info' | 'warn'>;
  leadership?: LeadershipTiming;
}

/** Moves due jobs from Postgres into the queue. Start one in as many processes as you like: one leads. */
export class Dispatcher {
  readonly #timing: DispatcherTiming;
  readonly #leadership: Leadership;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly queue: JobQueue,
    private readonly options: DispatcherOptions = {},
  ) {
    const { metrics: _, log, leadership, ...timing } = options;
    this.#timing = { ...dispatcherTiming, ...timing };
    this.#leadership = new Leadership(db, 'rowhouse:dispatcher', log, leadership);
  }

  /** True while this process does the dispatching. */
  get leading(): boolean {
    return this.#leadership.leading;
  }

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#running = this.#leadership.keep((signal) => this.#lead(signal), this.#stop.signal);
  }

  /** Resolves when nothing is being published any more and another process may lead. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#running;
    this.#stop = null;
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const lanes = new Map<string, { lane: DispatchLane; running: Promise<void> }>();
    const wakeup = new Wakeup();
    const wake = (pool: string) => {
      const known = lanes.get(pool);
      if (known) return known.lane.wake();
      const lane = this.#lane(pool);
      lanes.set(pool, { lane, running: lane.run(signal) });
    };
    const expect = (payload: string) => {
      const [pool = '', jobId = ''] = payload.split(' ');
      // In a pool without a lane its first look finds the job.
      lanes.get(pool)?.lane.expect(jobId);
    };
    const hear = (pool: string) => {
      if (signal.aborted) return;
      // An empty payload follows a lost connection: any pool may have new jobs.
      if (pool === '') wakeup.call();
      else wake(pool);
    };
    const ends: (() => Promise<void>)[] = [];
    try {
      ends.push(await this.db.listen('rowhouse_new_jobs', expect));
      ends.push(await this.db.listen('rowhouse_jobs', hear));
      await this.#survey(wake, wakeup, signal);
    } finally {
      for (const end of ends) await end();
      await Promise.all([...lanes.values()].map(({ running }) => running));
      this.options.metrics?.backlog([]);
    }
  }

  async #survey(wake: (pool: string) => void, wakeup: Wakeup, signal: AbortSignal): Promise<void> {
    let nextBacklog = 0;
    while (!signal.aborted) {
      try {
        const { rows } = await this.db.primary.query<{ pool: string }>(poolsWithJobs);
        for (const { pool } of rows) wake(pool);
        if (performance.now() >= nextBacklog) {
          await this.#tellBacklog();
          nextBacklog = performance.now() + this.#timing.backlogMs;
        }
      } catch (err) {
        this.options.log?.warn({ err }, 'The pools could not be looked through; trying again.');
      }
      await wakeup.wait(this.#timing.pollMs, signal);
    }
  }

  async #tellBacklog(): Promise<void> {
    if (!this.options.metrics) return;
    const { rows } = await this.db.primary.query<{
      pool: string;
      waiting: number;
      dispatched: number;
      running: number;
      oldest_due_s: number;
    }>(backlog);
    this.options.metrics.backlog(
      rows.map(({ oldest_due_s, ...row }) => ({ ...row, oldestDueSeconds: oldest_due_s })),
    );
  }

  #lane(pool: string): DispatchLane {
    const { metrics, log } = this.options;
    return new DispatchLane(pool, this.db, this.queue, this.#timing, metrics, log);
  }
}
