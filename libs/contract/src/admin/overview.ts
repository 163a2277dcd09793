import { z } from 'zod';
import { jobState, jobSummary } from './jobs.js';

const count = z.number().int().min(0);

const problem = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string().describe('Stable name of the kind of problem, e.g. `replica-lagging`.'),
  title: z.string(),
  detail: z.string().describe('Cause, limit, actual value and next step.'),
  link: z.string().nullable().describe('Query string of the dashboard that shows the affected things.'),
});
export type Problem = z.infer<typeof problem>;

const unavailablePart = z.object({ part: z.string(), code: z.string(), reason: z.string() });
export type UnavailablePart = z.infer<typeof unavailablePart>;

const poolOverview = z.object({
  pool: z.string(),
  jobs: z.record(jobState, count),
  oldestQueuedSeconds: z
    .number()
    .nullable()
    .describe('Seconds since the oldest queued job became due; `null` when none waits.'),
  queue: z
    .object({ ready: count, unacknowledged: count, deadLettered: count })
    .nullable()
    .describe('Messages on the way to workers; `null` when the queue does not answer.'),
  workers: z.object({ live: count, busy: count }),
});
export type PoolOverview = z.infer<typeof poolOverview>;

const runningJob = z.object({
  jobId: z.string(),
  kind: z.string(),
  subject: z.string().nullable(),
  progress: z.number().nullable().describe('0 to 1; `null` when the job does not tell.'),
});
export type RunningJob = z.infer<typeof runningJob>;

const workerOverview = z.object({
  id: z.string(),
  pool: z.string(),
  host: z.string(),
  startedAt: z.string(),
  lastSeenAt: z.string(),
  live: z.boolean(),
  running: z.array(runningJob),
});
export type WorkerOverview = z.infer<typeof workerOverview>;

const datasetSummary = z.object({
  name: z.string().describe('`namespace/name`.'),
  state: z.string().describe('Where the newest revision stands.'),
  updatedAt: z.string(),
  rows: z.number().nullable(),
  bytes: z.number().nullable(),
});
export type DatasetSummary = z.infer<typeof datasetSummary>;

const datasetsOverview = z.object({ total: count, latest: z.array(datasetSummary) });
export type DatasetsOverview = z.infer<typeof datasetsOverview>;

const replicaOverview = z.object({
  name: z.string().describe('`host:port/database`, without credentials.'),
  healthy: z.boolean(),
  lagMilliseconds: z.number().nullable(),
  reason: z.string().nullable(),
});
export type ReplicaOverview = z.infer<typeof replicaOverview>;

/** What `/admin/overview` answers and `/admin/events` pushes: the whole house at one moment. Times are ISO 8601. */
export const overview = z.object({
  at: z.string().describe('When it was computed.'),
  problems: z.array(problem).describe('What is wrong, worst first; empty when all is well.'),
  pools: z.array(poolOverview),
  workers: z.array(workerOverview),
  datasets: datasetsOverview,
  replicas: z.array(replicaOverview),
  failures: z.array(jobSummary).describe('The latest failed jobs, newest first.'),
  unavailable: z
    .array(unavailablePart)
    .describe('Parts that could not be computed, with the reason; their values above are empty.'),
});
export type Overview = z.infer<typeof overview>;
