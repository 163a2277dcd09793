import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, Leadership, type LeadershipTiming, Wakeup } from '@rowhouse/database';
import type { PoolWork } from '@rowhouse/jobs';
import type { Logger } from '@rowhouse/telemetry';
import type { PoolPods } from './pool-pods.js';
import { PoolRound } from './pool-round.js';
import type { ScalingReports } from './scaling-reports.js';
import type { ScalingRule } from './scaling-rule.js';

export interface ScalingLeaderOptions {
  pools: readonly { pool: string; rule: ScalingRule }[];
  work: PoolWork;
  pods: PoolPods;
  reports: ScalingReports;
  /** Between two looks. */
  intervalMs: number;
  log?: Pick<Logger, 'info' | 'warn'>;
  leadership?: LeadershipTiming;
  /** A clock in milliseconds that does not jump. */
  now?: () => number;
}

/** However often new jobs are told, looks are so far apart. */
const leastMsBetweenLooks = 200;
/** Between two warnings of the same kind: looks may fail several times a second. */
const msBetweenWarnings = 60_000;

/** The built-in autoscaler. Start one in as many processes as you like: one leads. */
export class ScalingLeader {
  readonly #leadership: Leadership;
  /** Pools without workers: the first job of one is not left to wait for the next look. */
  readonly #empty = new Set<string>();
  #stop: AbortController | null = null;
  #warnedAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly options: ScalingLeaderOptions,
  ) {
    this.#leadership = new Leadership(db, 'rowhouse:autoscaler', options.log, options.leadership);
  }

  get leading(): boolean {
    return this.#leadership.leading;
  }

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#running = this.#leadership.keep((signal) => this.#lead(signal), this.#stop.signal);
  }

  /** Resolves when nothing is being changed any more and another process may lead. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#running;
    this.#stop = null;
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const { pools, work, pods, reports } = this.options;
    const known = await reports.knownPools();
    const rounds = pools.map(({ pool, rule }) => new PoolRound(pool, rule, work, pods, !known.has(pool)));
    const wakeups = new Map(rounds.map(({ pool }) => [pool, new Wakeup()]));
    // An empty payload follows a lost connection: any pool may have new jobs.
    const unlisten = await this.db.listen('rowhouse_jobs', (told) => {
      for (const [pool, wakeup] of wakeups)
        if (told === '' || (told === pool && this.#empty.has(pool))) wakeup.call();
    });
    try {
      // Each pool has its own turns: where a look takes long, the others go on.
      await Promise.all(
        rounds.map((round) => this.#keepLooking(round, wakeups.get(round.pool) ?? new Wakeup(), signal)),
      );
    } finally {
      this.#empty.clear();
      reports.rest();
      await unlisten();
    }
  }

  async #keepLooking(round: PoolRound, wakeup: Wakeup, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const startedAt = performance.now();
      await this.#look(round);
      await wakeup.wait(this.options.intervalMs, signal);
      const early = startedAt + leastMsBetweenLooks - performance.now();
      if (early > 0 && !signal.aborted) await sleep(early);
    }
  }

  async #look(round: PoolRound): Promise<void> {
    const { reports, log, now = () => performance.now() } = this.options;
    const { pool } = round;
    try {
      const result = await round.look(now).catch(async (error: unknown) => {
        await reports.failed(pool, error);
        return null;
      });
      if (result?.decision.replicas === 0) this.#empty.add(pool);
      else this.#empty.delete(pool);
      if (result) await reports.looked(pool, result);
    } catch (err) {
      const at = performance.now();
      if (at - this.#warnedAt < msBetweenWarnings) return;
      this.#warnedAt = at;
      log?.warn({ err, pool }, 'What the autoscaler did could not be written down.');
    }
  }
}
