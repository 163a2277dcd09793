import type { JobDetail, JobLogsAnswer, JobSummary as WireSummary } from '@rowhouse/contract';
import type { JobRecord, JobSummary, LogPage } from '@rowhouse/jobs';

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

/** A job as JSON carries it. */
export function wireSummary(job: JobSummary): WireSummary {
  return {
    id: job.id,
    kind: job.kind,
    pool: job.pool,
    state: job.state,
    priority: job.priority,
    owner: job.owner,
    subject: job.subject,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    progress: job.progress,
    error: job.error,
    worker: job.worker,
    runAt: job.runAt.toISOString(),
    dispatchedAt: iso(job.dispatchedAt),
    leaseUntil: iso(job.leaseUntil),
    cancelRequestedAt: iso(job.cancelRequestedAt),
    createdAt: job.createdAt.toISOString(),
    startedAt: iso(job.startedAt),
    finishedAt: iso(job.finishedAt),
    cpuMs: job.cpuMs,
    gpuMs: job.gpuMs,
  };
}

/** A job with its payloads as JSON carries it. */
export function wireDetail(job: JobRecord): JobDetail {
  return { ...wireSummary(job), params: job.params, result: job.result, history: job.history };
}

/** A page of a job's log as JSON carries it. */
export function wireLogs({ items, cursor, more }: LogPage): JobLogsAnswer {
  return { items: items.map((piece) => ({ ...piece, at: piece.at.toISOString() })), cursor, more };
}
