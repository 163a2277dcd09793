import type { Logger } from '@rowhouse/telemetry';
import type { Database } from '../database.js';
import { LockSession } from './lock-session.js';
import { Wakeup } from './wakeup.js';

export interface LeadershipTiming {
  /** Between two tries to become the leader, in milliseconds. */
  retryMs: number;
  /** Between two checks that the leader's connection still lives, in milliseconds. */
  pingMs: number;
  /** An unanswered check ends the leadership after this, in milliseconds. */
  pingTimeoutMs: number;
}

export const leadershipTiming: LeadershipTiming = { retryMs: 1_000, pingMs: 2_000, pingTimeoutMs: 5_000 };

/**
 * Of all processes that lead under the same lock, one does the work at a time. A leader that was cut off may go on
 * for a moment beside its successor; what it does must be harmless when done twice.
 */
export class Leadership {
  #leading = false;

  constructor(
    private readonly db: Database,
    private readonly lock: string,
    private readonly log: Pick<Logger, 'info' | 'warn'> | undefined,
    private readonly timing: LeadershipTiming = leadershipTiming,
  ) {}

  get leading(): boolean {
    return this.#leading;
  }

  /** Runs `work` each time this process leads, until `stop`. `work` returns when its signal aborts. */
  async keep(work: (leading: AbortSignal) => Promise<void>, stop: AbortSignal): Promise<void> {
    const sleep = new Wakeup();
    while (!stop.aborted) {
      try {
        const session = await LockSession.tryOpen(this.db.dataSource, this.lock);
        if (session) await this.#lead(session, work, stop);
      } catch (err) {
        this.log?.warn({ err, lock: this.lock }, 'Leading was interrupted; trying again.');
      }
      await sleep.wait(this.timing.retryMs * (0.75 + Math.random() / 2), stop);
    }
  }

  async #lead(
    session: LockSession,
    work: (leading: AbortSignal) => Promise<void>,
    stop: AbortSignal,
  ): Promise<void> {
    const done = new AbortController();
    const signal = AbortSignal.any([stop, session.lost, done.signal]);
    this.#leading = true;
    this.log?.info({ lock: this.lock }, 'This process leads now.');
    const pinging = this.#ping(session, signal);
    try {
      await work(signal);
    } finally {
      this.#leading = false;
      done.abort();
      await pinging;
      if (session.lost.aborted) {
        this.log?.warn(
          { lock: this.lock },
          'The connection that held the lock was lost; this process no longer leads.',
        );
      }
      await session.close(this.timing.pingTimeoutMs);
    }
  }

  async #ping(session: LockSession, signal: AbortSignal): Promise<void> {
    const sleep = new Wakeup();
    for (;;) {
      await sleep.wait(this.timing.pingMs, signal);
      if (signal.aborted) return;
      await session.ping(this.timing.pingTimeoutMs);
    }
  }
}
