import { type Database, Leadership, type LeadershipTiming, Wakeup } from '@rowhouse/database';
import type { EventBus } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import { BusTeller } from './bus-teller.js';
import type { EventMetrics } from './event-metrics.js';
import * as sql from './log-sql.js';
import type { LoggedEvent } from './logged-event.js';

export interface EventKeeperOptions {
  events: EventBus;
  metrics?: EventMetrics;
  log?: Pick<Logger, 'info' | 'warn'>;
  /** Events older than this, in seconds, are deleted. */
  retentionSeconds: number;
  /** Beyond this number the oldest are deleted. */
  retentionRows: number;
  /** Between two looks when nothing wakes it, in milliseconds; default 500 ms. */
  pollMs?: number;
  /** Between two deletions of old events, in milliseconds; default 1 min. */
  pruneMs?: number;
  leadership?: LeadershipTiming;
}

const moveBatch = 2_000;
const pruneBatch = 5_000;

/**
 * Gives committed events their place in the log, tells the bus, and deletes what is old. Start one in as many
 * processes as you like: one leads. Two for a moment do no harm, since positions are given under a lock.
 */
export class EventKeeper {
  readonly #leadership: Leadership;
  readonly #wakeup = new Wakeup();
  readonly #teller: BusTeller;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  #unsubscribe: (() => Promise<void>)[] = [];

  constructor(
    private readonly db: Database,
    private readonly options: EventKeeperOptions,
  ) {
    this.#leadership = new Leadership(db, 'rowhouse:events', options.log, options.leadership);
    this.#teller = new BusTeller(options.events, options.log);
    options.metrics?.watchInbox(async () => {
      const { rows } = await db.primary.query<{ seconds: number | null }>(sql.oldestInInbox);
      return rows[0]?.seconds ?? 0;
    });
  }

  get leading(): boolean {
    return this.#leadership.leading;
  }

  /** Changes of jobs are told on the bus after their commit, new jobs and changes of datasets by notifications. */
  async start(): Promise<void> {
    if (this.#stop) return;
    this.#stop = new AbortController();
    const wake = () => this.#wakeup.call();
    this.#running = this.#leadership.keep((signal) => this.#lead(signal), this.#stop.signal);
    this.#unsubscribe = [
      await this.options.events.subscribe('job.*', wake, wake),
      await this.db.listen('rowhouse_jobs', wake),
      await this.db.listen('rowhouse_datasets', wake),
    ];
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    await Promise.all(this.#unsubscribe.map((unsubscribe) => unsubscribe()));
    this.#unsubscribe = [];
    await this.#running;
    await this.#teller.done();
    this.#stop = null;
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const { pollMs = 500, pruneMs = 60_000, log } = this.options;
    let pruneAt = performance.now();
    while (!signal.aborted) {
      try {
        while (!signal.aborted && (await this.sequence()) === moveBatch);
        if (performance.now() >= pruneAt) {
          while (!signal.aborted && (await this.prune()) > 0);
          pruneAt = performance.now() + pruneMs;
        }
      } catch (err) {
        log?.warn({ err }, 'Events could not be put in order; trying again.');
      }
      await this.#wakeup.wait(pollMs, signal);
    }
  }

  /** Moves committed events into the log, a batch at most. Returns how many. */
  async sequence(): Promise<number> {
    const { rows: look } = await this.db.primary.query<{ empty: boolean }>(sql.inboxIsEmpty);
    if (look[0]?.empty) return 0;
    const moved = await this.db.write(async (tx) => {
      const { rows } = await tx.query<{ position: number }>(sql.lockPosition);
      const head = rows[0]?.position;
      if (head === undefined) throw new Error('The table event_position has lost its row.');
      const { rows: events } = await tx.query<LoggedEvent & Record<string, unknown>>(sql.moveToLog, [
        moveBatch,
        head,
      ]);
      return events;
    });
    const last = moved.at(-1);
    for (const { topic } of moved) this.options.metrics?.logged(topic);
    if (last) this.#teller.tell(moved, last.position);
    return moved.length;
  }

  /** Deletes old events, a batch at most. Returns how many. */
  async prune(): Promise<number> {
    const { retentionSeconds, retentionRows } = this.options;
    const { rows } = await this.db.primary.query<{ deleted: number }>(sql.pruneLog, [
      retentionSeconds,
      retentionRows,
      pruneBatch,
    ]);
    return rows[0]?.deleted ?? 0;
  }
}
