import { z } from 'zod';

/** What `/admin/jobs` answers. Times are ISO 8601. */

export const jobState = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type JobState = z.infer<typeof jobState>;

const storedError = z.object({
  code: z.string(),
  status: z.number().int(),
  retryable: z.boolean(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).readonly(),
});
const time = z.iso.datetime();

/** A job as lists show it: everything but its payloads. */
export const jobSummary = z.object({
  id: z.string(),
  kind: z.string(),
  pool: z.string(),
  state: jobState,
  priority: z.number().int(),
  owner: z.string(),
  subject: z.string().nullable().describe('What the job is about, e.g. `namespace/name` of a dataset.'),
  attempt: z.number().int().describe('The attempt that runs, ran last or is next; counts from 1.'),
  maxAttempts: z.number().int(),
  progress: z.object({
    fraction: z.number().min(0).max(1).optional(),
    message: z.string().optional(),
  }),
  error: storedError.nullable(),
  worker: z.string().nullable(),
  runAt: time,
  dispatchedAt: time.nullable(),
  leaseUntil: time.nullable(),
  cancelRequestedAt: time.nullable(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  cpuMs: z.number().describe('CPU time of all attempts, in milliseconds.'),
  gpuMs: z.number().describe('For how long all attempts held a GPU, in milliseconds.'),
});
export type JobSummary = z.infer<typeof jobSummary>;

/** An attempt that ended without a result. */
const endedAttempt = z.object({
  attempt: z.number().int(),
  worker: z.string().nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string(),
  code: z.string(),
  message: z.string(),
});
export type EndedAttempt = z.infer<typeof endedAttempt>;

/** One job with what it was asked, what it answered and its earlier attempts, oldest first. */
export const jobDetail = jobSummary.extend({
  params: z.unknown(),
  result: z.unknown(),
  history: z.array(endedAttempt).describe('Earlier attempts, oldest first.'),
});
export type JobDetail = z.infer<typeof jobDetail>;

export const jobPage = z.object({
  items: z.array(jobSummary),
  nextCursor: z.string().nullable().describe('Pass it back as `cursor`; `null` on the last page.'),
});
export type JobPage = z.infer<typeof jobPage>;

const mostPerPage = 200;

const filters = z.object({
  kind: z.string().max(200).optional(),
  pool: z.string().max(200).optional(),
  owner: z.string().max(200).optional(),
  subject: z.string().max(400).optional(),
  code: z.string().max(200).optional().describe('Code of the error of the last attempt.'),
});
const limit = z.coerce
  .number({ error: 'must be a whole number' })
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(mostPerPage, `must not be greater than ${mostPerPage}`);
const page = { limit: limit.default(50), cursor: z.string().max(200).optional() };

/** The query of `GET /admin/jobs`. */
export const adminJobsQuery = filters.extend({
  state: z.enum(jobState.options, { error: `must be one of ${jobState.options.join(', ')}` }).optional(),
  ...page,
});

/** The query of `GET /admin/dead-letters`. */
export const deadLettersQuery = filters.extend(page);

/** The query of `POST /admin/dead-letters/requeue`. */
export const requeueQuery = filters.extend({
  limit: limit
    .default(mostPerPage)
    .describe(
      'Of the jobs that fit, so many at most are queued again, the newest first. Those that can have no further attempt do not count.',
    ),
});

/** The answer of `POST /admin/dead-letters/requeue`. */
export const requeued = z.object({
  requeued: z.array(z.string()).describe('The jobs that have one more attempt now.'),
  more: z
    .boolean()
    .describe(
      'Whether further jobs fit, some of which may have no further attempt; the same request takes the next ones.',
    ),
});
export type Requeued = z.infer<typeof requeued>;
