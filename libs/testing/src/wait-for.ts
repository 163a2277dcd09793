import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, as in "the replica has caught up"; part of the error. */
  what?: string;
  /** Default 15 000 ms: far more than needed, so that a slow machine does not fail. */
  deadlineMs?: number;
  intervalMs?: number;
}

type Waited<T> = Exclude<T, false | null | undefined | 0 | ''>;

/**
 * Asks again and again until the condition gives something true, and returns that.
 * A condition that throws counts as not yet true; its last error becomes the cause of the failure.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { what = 'the condition', deadlineMs = 15_000, intervalMs = 20 }: WaitOptions = {},
): Promise<Waited<T>> {
  const deadline = Date.now() + deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as Waited<T>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const reason = last instanceof Error ? `: ${last.message}` : '';
      throw new Error(`Waited ${deadlineMs} ms in vain for ${what}${reason}`, { cause: last });
    }
    await sleep(intervalMs);
  }
}
