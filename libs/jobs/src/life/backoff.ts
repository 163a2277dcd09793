export interface Backoff {
  /** Wait before the second attempt, in milliseconds; doubles with each further one. */
  baseMs: number;
  /** No wait is longer than this, in milliseconds. */
  maxMs: number;
}

export const defaultBackoff: Backoff = { baseMs: 1_000, maxMs: 300_000 };

/**
 * Milliseconds to wait after the `failures`-th failure in a row (1 = the first).
 * Half of the wait is fixed and half is random ("equal jitter"), so that jobs which failed together
 * do not come back together.
 * @param random in [0, 1)
 */
export function backoffMs(failures: number, backoff: Backoff, random: number = Math.random()): number {
  const full = Math.min(backoff.maxMs, backoff.baseMs * 2 ** Math.min(Math.max(failures, 1) - 1, 52));
  return Math.round(full / 2 + (full / 2) * random);
}
