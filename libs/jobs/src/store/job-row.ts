import type { StoredError } from '@rowhouse/contract';
import type { EndedAttempt, JobProgress, JobRecord, JobSummary } from '../life/job.js';
import type { JobState } from '../life/state.js';

/** Columns of a list; the payloads (params, result, history) are read only for a single job. */
export const summaryColumns = `id, kind, pool, state, priority, owner, subject, attempt, max_attempts, progress,
  error, worker, run_at, dispatched_at, lease_until, cancel_requested_at, created_at, started_at, finished_at,
  cpu_ms, gpu_ms, parent_id, children`;

export const recordColumns = `${summaryColumns}, params, credential, result, history, fence`;

/** For statements in which another relation has columns of the same names. */
export const columnsOfJob = recordColumns.replaceAll(/\w+/g, (column) => `job.${column}`);

export interface SummaryRow {
  id: string;
  kind: string;
  pool: string;
  state: JobState;
  priority: number;
  owner: string;
  subject: string | null;
  attempt: number;
  max_attempts: number;
  progress: JobProgress;
  error: StoredError | null;
  worker: string | null;
  run_at: Date;
  dispatched_at: Date | null;
  lease_until: Date | null;
  cancel_requested_at: Date | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  /** A bigint arrives as text. */
  cpu_ms: string;
  gpu_ms: string;
  parent_id: string | null;
  children: number | null;
}

export interface RecordRow extends SummaryRow {
  params: Record<string, unknown>;
  credential: string | null;
  result: Record<string, unknown> | null;
  history: EndedAttempt[];
  fence: string;
}

export function toSummary(row: SummaryRow): JobSummary {
  return {
    id: row.id,
    kind: row.kind,
    pool: row.pool,
    state: row.state,
    priority: row.priority,
    owner: row.owner,
    subject: row.subject,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    progress: row.progress,
    error: row.error,
    worker: row.worker,
    runAt: row.run_at,
    dispatchedAt: row.dispatched_at,
    leaseUntil: row.lease_until,
    cancelRequestedAt: row.cancel_requested_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    cpuMs: Number(row.cpu_ms),
    gpuMs: Number(row.gpu_ms),
    parentId: row.parent_id,
    children: row.children,
  };
}

export function toRecord(row: RecordRow): JobRecord {
  const { params, credential, result, history } = row;
  return { ...toSummary(row), params, credential, result, history };
}
