import type { StoredError } from '@rowhouse/contract';
import type { JobState } from './state.js';

export interface JobProgress {
  /** 0 to 1. */
  fraction?: number;
  message?: string;
}

/** Why an attempt ended without a result; any `RowhouseError` is one. */
export interface JobFailure extends StoredError {
  /** Least wait before the next attempt, in milliseconds; default the backoff of the attempt. */
  retryAfterMs?: number;
}

/** One attempt that ended without a result. */
export interface EndedAttempt {
  attempt: number;
  worker: string | null;
  /** ISO 8601. */
  startedAt: string | null;
  /** ISO 8601. */
  endedAt: string;
  code: string;
  message: string;
}

/** A job without its payloads, as lists show it. */
export interface JobSummary {
  id: string;
  kind: string;
  pool: string;
  state: JobState;
  priority: number;
  owner: string;
  subject: string | null;
  /** The attempt that runs, ran last or is next; counts from 1. */
  attempt: number;
  maxAttempts: number;
  progress: JobProgress;
  error: StoredError | null;
  worker: string | null;
  runAt: Date;
  dispatchedAt: Date | null;
  leaseUntil: Date | null;
  cancelRequestedAt: Date | null;
  createdAt: Date;
  /** When the present or last attempt started. */
  startedAt: Date | null;
  finishedAt: Date | null;
  /** CPU time of all attempts, in milliseconds. */
  cpuMs: number;
  /** How long all attempts held a GPU, in milliseconds. */
  gpuMs: number;
  /** The job that it is a part of. */
  parentId: string | null;
  /** Of how many others it is made; null for a job that workers run. */
  children: number | null;
}

export interface JobRecord extends JobSummary {
  params: Record<string, unknown>;
  /** Whose rights it has when it asks for data; null: those of everybody. */
  credential: string | null;
  result: Record<string, unknown> | null;
  /** Earlier attempts that ended without a result, oldest first. */
  history: EndedAttempt[];
}

/** The right to run one attempt of a job; plain data, may cross a process boundary. */
export interface Claim {
  jobId: string;
  attempt: number;
  /** Grows with every claim of any job; a result that brings an older one is refused. A bigint as text. */
  fence: string;
  workerId: string;
  /** The claim is lost this many milliseconds after the last heartbeat. */
  leaseMs: number;
  job: JobRecord;
}

/** What an attempt used, told when it ends. */
export interface AttemptUsage {
  /** CPU time in milliseconds. */
  cpuMs?: number;
  /** How long it held a GPU, in milliseconds. */
  gpuMs?: number;
}
