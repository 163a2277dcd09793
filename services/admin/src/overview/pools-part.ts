import type { PoolOverview, WorkerOverview } from '@rowhouse/contract';
import { type JobState, jobStates } from '@rowhouse/jobs';
import type { QueueDepth } from '@rowhouse/messaging';

export interface PoolLooks {
  oldest: (pool: string) => Promise<number | null>;
  depth: (pool: string) => Promise<QueueDepth | null>;
}

interface StateCount {
  pool: string;
  state: JobState;
  jobs: number;
}

/** Every pool that has jobs or workers, by name. */
export async function poolsPart(
  counts: readonly StateCount[],
  workers: readonly WorkerOverview[],
  looks: PoolLooks,
): Promise<PoolOverview[]> {
  const names = [...new Set([...counts, ...workers].map(({ pool }) => pool))].sort();
  return Promise.all(
    names.map(async (pool) => {
      const [oldestQueuedSeconds, queue] = await Promise.all([looks.oldest(pool), looks.depth(pool)]);
      const live = workers.filter((worker) => worker.pool === pool && worker.live);
      return {
        pool,
        jobs: statesOf(counts.filter((count) => count.pool === pool)),
        oldestQueuedSeconds,
        queue,
        workers: { live: live.length, busy: live.filter(({ running }) => running.length > 0).length },
      };
    }),
  );
}

function statesOf(counts: readonly StateCount[]): Record<JobState, number> {
  const known = new Map(counts.map(({ state, jobs }) => [state, jobs]));
  return Object.fromEntries(jobStates.map((state) => [state, known.get(state) ?? 0])) as Record<
    JobState,
    number
  >;
}
