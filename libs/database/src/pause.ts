import { setTimeout as wait } from 'node:timers/promises';

/** Waits without keeping the process alive. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal, ref: false });
  } catch {
    // Only an abort ends the wait early, and the caller looks at its signal.
  }
}
