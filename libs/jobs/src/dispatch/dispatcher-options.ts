import type { Backoff } from '../life/backoff.js';

/** All times in milliseconds. */
export interface DispatcherTiming {
  /** Most messages of a pool in the queue at once. */
  window: number;
  /** How much later an owner's turn comes for each job that it has in the queue or running. */
  shareMs: number;
  /** Safety net beside notifications: look again after this. */
  pollMs: number;
  /** Look again after this while the window is full; doubles up to a second while nothing moves. */
  fullPollMs: number;
  /** With an empty queue, a message older than this is taken for lost. */
  lostAfterMs: number;
  /** With fewer messages in the queue than there should be, the oldest are taken for lost after this. */
  redispatchAfterMs: number;
  /**
   * From the confirmation of messages until they are noted. A job that is claimed by then needs no note, which saves
   * a write and a lock that its claim would wait for.
   */
  noteAfterMs: number;
  /** Between two looks at the sizes for metrics. */
  backlogMs: number;
  /** After a failure of the queue or the database. */
  backoff: Backoff;
}

export const dispatcherTiming: DispatcherTiming = {
  window: 256,
  shareMs: 10_000,
  pollMs: 5_000,
  fullPollMs: 25,
  lostAfterMs: 10_000,
  redispatchAfterMs: 120_000,
  noteAfterMs: 5,
  backlogMs: 15_000,
  backoff: { baseMs: 250, maxMs: 10_000 },
};
