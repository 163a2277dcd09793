import type { StoredError } from '../errors/rowhouse-error.js';

/** What `/admin/jobs` answers. */

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** A job as lists show it: everything but its payloads. Times are ISO 8601. */
export interface JobSummary {
  id: string;
  kind: string;
  pool: string;
  state: JobState;
  priority: number;
  owner: string;
  /** What the job is about, e.g. `namespace/name` of a dataset. */
  subject: string | null;
  /** The attempt that runs, ran last or is next; counts from 1. */
  attempt: number;
  maxAttempts: number;
  /** `fraction` is 0 to 1. */
  progress: { fraction?: number; message?: string };
  error: StoredError | null;
  worker: string | null;
  runAt: string;
  dispatchedAt: string | null;
  leaseUntil: string | null;
  cancelRequestedAt: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** CPU time of all attempts, in milliseconds. */
  cpuMs: number;
  /** For how long all attempts held a GPU, in milliseconds. */
  gpuMs: number;
}

/** An attempt that ended without a result. */
export interface EndedAttempt {
  attempt: number;
  worker: string | null;
  startedAt: string | null;
  endedAt: string;
  code: string;
  message: string;
}

/** One job with what it was asked, what it answered and its earlier attempts, oldest first. */
export interface JobDetail extends JobSummary {
  params: unknown;
  result: unknown;
  history: EndedAttempt[];
}

export interface JobPage {
  items: JobSummary[];
  /** Pass it back as `cursor`; `null` on the last page. */
  nextCursor: string | null;
}
