import { type Database, Leadership, type LeadershipTiming, Wakeup } from '@rowhouse/database';
import type { EventBus } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import { overdueParents } from '../batch/batch-sql.js';
import { followChildren } from '../batch/follow-children.js';
import type { JobMetrics } from '../job-metrics.js';
import { JobAnnouncer } from '../store/job-announcer.js';
import type { JobEffects } from '../store/job-store.js';
import { removeSilentWorkers } from '../workers/worker-sql.js';
import { expireLease } from './expire-lease.js';
import { expiredLeases } from './reap-sql.js';

export interface ReaperOptions {
  /** Runs in the transaction that ends a job `failed` or `cancelled` for good; when it throws, the job is tried later. */
  onFinalFailure?: JobEffects;
  events?: Pick<EventBus, 'publish'>;
  metrics?: JobMetrics;
  log?: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Between two looks, in milliseconds; default 500 ms. */
  intervalMs?: number;
  /**
   * After it starts to lead it waits so long, in milliseconds, before the first look; default 10 s. When the
   * database was away every lease has run out, and the workers that live need a moment to be heard again.
   */
  graceMs?: number;
  /** A worker not heard of for so long, in milliseconds, is forgotten; default 1 min. */
  workerExpiryMs?: number;
  leadership?: LeadershipTiming;
}

const batch = 100;
/** A job whose end could not be stored waits so long before the next try. */
const postponeMs = 30_000;

/** Finds attempts whose worker fell silent. Start one in as many processes as you like: one leads. */
export class Reaper {
  readonly #leadership: Leadership;
  readonly #announcer: JobAnnouncer;
  /** Jobs whose end failed to be stored, and until when (process time) they are left alone. */
  readonly #postponed = new Map<string, number>();
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly options: ReaperOptions = {},
  ) {
    this.#leadership = new Leadership(db, 'rowhouse:reaper', options.log, options.leadership);
    this.#announcer = new JobAnnouncer(options.events, options.log);
  }

  /** True while this process does the reaping. */
  get leading(): boolean {
    return this.#leadership.leading;
  }

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#running = this.#leadership.keep((signal) => this.#lead(signal), this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#running;
    this.#stop = null;
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const sleep = new Wakeup();
    await sleep.wait(this.options.graceMs ?? 10_000, signal);
    while (!signal.aborted) {
      try {
        await this.reap();
      } catch (err) {
        this.options.log?.warn({ err }, 'Expired leases could not be looked for; trying again.');
        await sleep.wait(this.options.graceMs ?? 10_000, signal);
      }
      await sleep.wait(this.options.intervalMs ?? 500, signal);
    }
  }

  /** One look: ends the attempts whose lease has run out, forgets silent workers. Returns how many attempts it ended. */
  async reap(): Promise<number> {
    const { rows } = await this.db.primary.query<{ id: string; fence: string }>(expiredLeases, [
      this.#leftAlone(),
      batch,
    ]);
    let ended = 0;
    for (const lease of rows) ended += (await this.#expire(lease)) ? 1 : 0;
    await this.#endOverdueParents();
    await this.db.primary.query(removeSilentWorkers, [this.options.workerExpiryMs ?? 60_000]);
    return ended;
  }

  /** A version that knows no parents may have ended the last child of one. */
  async #endOverdueParents(): Promise<void> {
    const { rows } = await this.db.primary.query<{ id: string }>(overdueParents);
    for (const { id } of rows) {
      const parent = await this.db.write((tx) => followChildren(tx, id));
      if (parent) this.#announcer.changed(parent);
    }
  }

  /** Each job in a transaction of its own: one whose effects fail holds up no other. */
  async #expire(lease: { id: string; fence: string }): Promise<boolean> {
    const { onFinalFailure, metrics, log } = this.options;
    try {
      const ended = await this.db.write((tx) => expireLease(tx, lease, onFinalFailure));
      if (!ended) return false;
      const { job, outcome, code, ranSeconds } = ended;
      metrics?.leaseExpired(job.kind);
      metrics?.ended(job.kind, outcome, code, ranSeconds);
      this.#announcer.changed(job);
      if (ended.parent) this.#announcer.changed(ended.parent);
      log?.warn(
        { jobId: job.id, kind: job.kind, worker: job.worker, outcome },
        'A worker stopped answering.',
      );
      return true;
    } catch (err) {
      this.#postponed.set(lease.id, performance.now() + postponeMs);
      log?.error(
        { err, jobId: lease.id },
        'The end of a crashed job could not be stored; trying again later.',
      );
      return false;
    }
  }

  #leftAlone(): string[] {
    for (const [id, until] of this.#postponed) {
      if (until <= performance.now()) this.#postponed.delete(id);
    }
    return [...this.#postponed.keys()];
  }
}
