import { z } from 'zod';

/** What happens to jobs, in the order of a job's life. `job.progress` is told to streams only, and not kept. */
export const jobEventTypes = [
  'job.created',
  'job.started',
  'job.cancelling',
  'job.released',
  'job.retried',
  'job.succeeded',
  'job.failed',
  'job.cancelled',
] as const;

/** What happens to datasets. */
export const datasetEventTypes = [
  'dataset.created',
  'dataset.changed',
  'dataset.committed',
  'dataset.step.succeeded',
  'dataset.step.failed',
  'dataset.processed',
  'dataset.served',
  'dataset.deleted',
] as const;

const eventError = z.object({ code: z.string(), error: z.string() }).nullable();

/** `data` of the events of a job. */
export const jobEventData = z.object({
  jobId: z.string(),
  kind: z.string(),
  pool: z.string(),
  subject: z.string().nullable().describe('The dataset that it is about, if any.'),
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']).describe('After the event.'),
  attempt: z.number().int(),
  maxAttempts: z.number().int(),
  error: eventError.describe('Of the last attempt that ended without a result.'),
});

/** `data` of the events of a dataset; what is there beside `dataset` depends on the type. */
export const datasetEventData = z.object({
  dataset: z.string(),
  revision: z.string().nullable().optional().describe('40 hex digits.'),
  number: z.number().int().optional(),
  state: z.enum(['processing', 'ready', 'failed', 'superseded']).optional(),
  parent: z.string().nullable().optional(),
  message: z.string().optional(),
  author: z.string().optional(),
  previous: z.string().nullable().optional().describe('What readers saw before.'),
  private: z.boolean().optional(),
  changed: z.array(z.enum(['description', 'private'])).optional(),
  step: z.string().optional(),
  config: z.string().nullable().optional(),
  split: z.string().nullable().optional(),
  jobId: z.string().nullable().optional(),
  error: eventError.optional(),
});

/** The `data` of each server-sent event, and the body of each webhook delivery. */
export const eventEnvelope = z.object({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.union([jobEventData, datasetEventData]),
});
export type EventEnvelope = z.infer<typeof eventEnvelope>;

/** `data` of a `reset` event: what happened after `lastEventId` is not known any more; the present state follows. */
export const resetEventData = z.object({ lastEventId: z.string(), oldestEventId: z.string() });

/** Where a stream goes on, when the header `Last-Event-ID` can't be sent. */
const lastEventId = z
  .string({ error: "Parameter 'lastEventId' must be given once" })
  .regex(/^\d{1,15}$/, "Parameter 'lastEventId' is not the id of an event")
  .optional();

/** The query of `GET /api/jobs/{id}/events`. */
export const jobEventsQuery = z.object({ lastEventId });

/** The query of `GET /api/events`. */
export const eventsQuery = z
  .object({
    lastEventId,
    dataset: z
      .string({ error: "Parameter 'dataset' must be given once" })
      .regex(/^[^/]{1,200}\/[^/]{1,200}$/, "Parameter 'dataset' must be 'namespace/name'")
      .optional(),
    jobs: z.literal('mine', { error: "Parameter 'jobs' must be 'mine'" }).optional(),
  })
  .refine(({ dataset, jobs }) => (dataset === undefined) !== (jobs === undefined), {
    error: "Give either 'dataset=namespace/name' or 'jobs=mine'",
  });

/** The query of `GET /sse/hub-cache`. */
export const hubCacheEventsQuery = z.object({
  lastEventId,
  all: z
    .enum(['true', 'false'], { error: "Parameter 'all' must be 'true' or 'false'" })
    .default('false')
    .transform((all) => all === 'true'),
});
