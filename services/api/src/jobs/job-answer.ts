import {
  type JobLogsAnswer,
  type QueuePlaceAnswer,
  RowhouseError,
  type UserJobDetail,
  type UserJobItem,
} from '@rowhouse/contract';
import type { JobRecord, JobSummary, LogPage } from '@rowhouse/jobs';

/** The path of a job, for `url` and `Location`. */
export function jobUrl(id: string): string {
  return `/api/jobs/${id}`;
}

/** A job as lists show it. */
export function jobItem(job: JobSummary): UserJobItem {
  const { id, kind, owner, state, priority, attempt, maxAttempts, progress, worker, error } = job;
  return {
    id,
    kind,
    owner,
    state,
    priority,
    progress,
    attempt,
    maxAttempts,
    timings: {
      createdAt: job.createdAt.toISOString(),
      queuedAt: job.runAt.toISOString(),
      startedAt: job.startedAt?.toISOString() ?? null,
      finishedAt: job.finishedAt?.toISOString() ?? null,
    },
    cost: { cpuSeconds: job.cpuMs / 1000, gpuSeconds: job.gpuMs / 1000 },
    worker,
    cancelling: state === 'running' && job.cancelRequestedAt !== null,
    error: error && RowhouseError.fromJSON(error).toJSON(),
    parent: job.parentId,
    scenarios: job.children,
    url: jobUrl(id),
  };
}

/** A job with what it was asked, its earlier attempts, and its place while it is queued. */
export function jobDetail(
  job: JobRecord,
  queue: QueuePlaceAnswer | null,
  scenarioStates: UserJobDetail['scenarioStates'],
): UserJobDetail {
  return {
    ...jobItem(job),
    scenarioStates,
    params: job.params,
    queue,
    attempts: job.history,
    resultUrl: `${jobUrl(job.id)}/result`,
    logsUrl: `${jobUrl(job.id)}/logs`,
  };
}

/** A page of a job's log. */
export function logsAnswer({ items, cursor, more }: LogPage): JobLogsAnswer {
  return { items: items.map((piece) => ({ ...piece, at: piece.at.toISOString() })), cursor, more };
}
