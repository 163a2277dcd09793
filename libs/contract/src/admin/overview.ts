import type { JobState, JobSummary } from './jobs.js';

/** What `/admin/overview` answers and `/admin/events` pushes: the whole house at one moment. Times are ISO 8601. */
export interface Overview {
  /** When it was computed. */
  at: string;
  /** What is wrong, worst first; empty when all is well. */
  problems: Problem[];
  pools: PoolOverview[];
  workers: WorkerOverview[];
  datasets: DatasetsOverview;
  replicas: ReplicaOverview[];
  /** The latest failed jobs, newest first. */
  failures: JobSummary[];
  /** Parts that could not be computed, with the reason; their values above are empty. */
  unavailable: UnavailablePart[];
}

export interface Problem {
  severity: 'error' | 'warning';
  /** Stable name of the kind of problem, e.g. `replica-lagging`. */
  code: string;
  title: string;
  /** Cause, limit, actual value and next step. */
  detail: string;
  /** Query string of the dashboard that shows the affected things. */
  link: string | null;
}

export interface UnavailablePart {
  part: string;
  code: string;
  reason: string;
}

export interface PoolOverview {
  pool: string;
  jobs: Record<JobState, number>;
  /** Seconds since the oldest queued job became due; `null` when none waits. */
  oldestQueuedSeconds: number | null;
  /** Messages on the way to workers; `null` when the queue does not answer. */
  queue: { ready: number; unacknowledged: number; deadLettered: number } | null;
  workers: { live: number; busy: number };
}

export interface WorkerOverview {
  id: string;
  pool: string;
  host: string;
  startedAt: string;
  lastSeenAt: string;
  live: boolean;
  running: RunningJob[];
}

export interface RunningJob {
  jobId: string;
  kind: string;
  subject: string | null;
  /** 0 to 1; `null` when the job does not tell. */
  progress: number | null;
}

export interface DatasetsOverview {
  total: number;
  latest: DatasetSummary[];
}

export interface DatasetSummary {
  /** `namespace/name`. */
  name: string;
  /** Where the newest revision stands. */
  state: string;
  updatedAt: string;
  rows: number | null;
  bytes: number | null;
}

export interface ReplicaOverview {
  /** `host:port/database`, without credentials. */
  name: string;
  healthy: boolean;
  lagMilliseconds: number | null;
  reason: string | null;
}
