import type { RunningJob, WorkerOverview } from '@rowhouse/contract';
import type { JobSummary, WorkerRecord } from '@rowhouse/jobs';

/** A worker that was not heard of for so long is shown as silent. */
export const silentAfterMs = 30_000;

/** Every registered worker with the jobs that it holds. */
export function workersPart(
  registered: readonly WorkerRecord[],
  running: readonly JobSummary[],
  now: Date,
): WorkerOverview[] {
  const held = Map.groupBy(running, ({ worker }) => worker ?? '');
  return registered.map(({ id, pool, host, startedAt, lastSeen }) => ({
    id,
    pool,
    host,
    startedAt: startedAt.toISOString(),
    lastSeenAt: lastSeen.toISOString(),
    live: now.getTime() - lastSeen.getTime() < silentAfterMs,
    running: (held.get(id) ?? []).map(runningJob),
  }));
}

function runningJob({ id, kind, subject, progress }: JobSummary): RunningJob {
  return { jobId: id, kind, subject, progress: progress.fraction ?? null };
}
