import { setTimeout as sleep } from 'node:timers/promises';

const DEADLINE_MS = 30_000;

/** Asks again and again until `holds` neither throws nor gives false; fails with its last complaint after 30 s. */
export async function eventually(what: string, holds: () => unknown): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  let complaint: unknown;
  for (;;) {
    try {
      if ((await holds()) !== false) return;
      complaint = undefined;
    } catch (error) {
      complaint = error;
    }
    if (Date.now() > end) throw new Error(`not within ${DEADLINE_MS} ms: ${what}`, { cause: complaint });
    await sleep(20);
  }
}
