import type { Sql } from '@rowhouse/database';
import type { JobQueue } from '@rowhouse/messaging';
import { forgetDispatched, inQueue } from './dispatch-sql.js';
import type { DispatcherTiming } from './dispatcher-options.js';

interface InQueue {
  dispatched: number;
  running: number;
  oldest_ms: number | null;
}

/**
 * Compares what should be in the queue with what is, and sets jobs whose message is missing back to waiting, so
 * that they are published again. A wrong guess costs one stale message. Returns how many were set back.
 *
 * The queue hands out the oldest message first: the missing ones are those dispatched longest ago.
 */
export async function findLostMessages(
  primary: Sql,
  queue: Pick<JobQueue, 'depth'>,
  pool: string,
  timing: Pick<DispatcherTiming, 'lostAfterMs' | 'redispatchAfterMs'>,
): Promise<number> {
  const { rows } = await primary.query<InQueue>(inQueue, [pool]);
  const expected = rows[0];
  if (!expected || expected.oldest_ms === null || expected.oldest_ms < timing.lostAfterMs) return 0;
  const { ready, unacknowledged } = await queue.depth(pool);
  // Running jobs hold an unacknowledged message each, as far as the queue tells of them.
  const missing = expected.dispatched - ready - Math.max(0, unacknowledged - expected.running);
  if (missing <= 0) return 0;
  const leastAge = ready === 0 ? timing.lostAfterMs : timing.redispatchAfterMs;
  const { rowCount } = await primary.query(forgetDispatched, [pool, leastAge, missing]);
  return rowCount;
}
