import { z } from 'zod';
import { type UserJobKind, userJobKindNames } from './job-kinds.js';
import { pageQuery } from './pages.js';

const kindList = userJobKindNames.map((kind) => `'${kind}'`).join(', ');
const kind = z.enum(userJobKindNames as [UserJobKind], { error: `'kind' must be one of ${kindList}` });
const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** The body of `POST /api/jobs`. */
export const submitJobBody = z.strictObject({
  kind,
  /** By kind, see `userJobKinds`; checked with the kind's own schema. */
  params: z.unknown().optional(),
  /**
   * Makes one job of many, of a numeric kind: each scenario replaces fields of `params`. With the same seed, scenarios
   * have the same random numbers.
   */
  scenarios: z
    .array(z.record(z.string(), z.unknown()), { error: "'scenarios' must be a list of objects" })
    .min(1, "'scenarios' must hold at least one")
    .max(100, "'scenarios' must hold at most 100")
    .optional(),
  /** One step is worth one minute of waiting. */
  priority: z
    .int({ error: "'priority' must be a whole number from -100 to 100" })
    .min(-100, "'priority' must be at least -100")
    .max(100, "'priority' must be at most 100")
    .optional(),
  /** The job starts not before this time. */
  runAt: z.iso
    .datetime({ offset: true, error: "'runAt' must be a time such as '2030-01-31T08:00:00Z'" })
    .optional(),
});
export type SubmitJobBody = z.infer<typeof submitJobBody>;

/** The query of `GET /api/jobs`. */
export const listJobsQuery = pageQuery.extend({
  state: z.enum(states, { error: `Parameter 'state' must be one of ${states.join(', ')}` }).optional(),
  kind: z
    .enum(userJobKindNames as [UserJobKind], { error: `Parameter 'kind' must be one of ${kindList}` })
    .optional(),
  /** The scenarios of a job; without it, jobs that are part of none are listed. */
  parent: z.string().optional(),
});

/** The query of `GET /api/jobs/{id}/result`. */
export const jobResultQuery = z.object({
  format: z
    .enum(['json', 'parquet'], { error: "Parameter 'format' must be 'json' or 'parquet'" })
    .default('json'),
});

const time = z.iso.datetime();
const errorBody = z.looseObject({ error: z.string(), code: z.string() });

/** A job as `GET /api/jobs` lists it. */
export const userJobItem = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(states),
  priority: z.number().int(),
  progress: z.object({ fraction: z.number().min(0).max(1).optional(), message: z.string().optional() }),
  /** The attempt that runs, ran last or is next; counts from 1. */
  attempt: z.number().int(),
  maxAttempts: z.number().int(),
  timings: z.object({
    createdAt: time,
    /** When the present attempt became due, or will. */
    queuedAt: time,
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
  }),
  cost: z.object({
    /** Of all attempts that have ended. */
    cpuSeconds: z.number(),
    /** For how long they held a GPU. */
    gpuSeconds: z.number(),
  }),
  /** The worker that runs it or ran it last. */
  worker: z.string().nullable(),
  /** True from a cancel until the worker has stopped. */
  cancelling: z.boolean(),
  error: errorBody.nullable(),
  /** The job whose scenario it is. */
  parent: z.string().nullable(),
  /** How many scenarios it is made of; null for any other job. */
  scenarios: z.number().int().nullable(),
  url: z.string(),
});
export type UserJobItem = z.infer<typeof userJobItem>;

/** Where a queued job stands. */
export const queuePlace = z.object({
  /** Queued jobs of the same pool that come before it; null while it is not due yet. */
  position: z.number().int().nullable(),
  /** True when at least `position` jobs come before it: counting stops at a thousand. */
  positionIsMinimum: z.boolean(),
  /**
   * Seconds until it starts, by the mean duration of the last jobs of its kind and the places that the workers of
   * its pool have; null when no such job has ended yet, when no worker lives, or when the position is a minimum.
   */
  etaSeconds: z.number().nullable(),
});
export type QueuePlaceAnswer = z.infer<typeof queuePlace>;

/** The answer of `POST /api/jobs`, `GET` and `DELETE /api/jobs/{id}`. */
export const userJobDetail = userJobItem.extend({
  params: z.unknown(),
  /** Null unless the job is queued. */
  queue: queuePlace.nullable(),
  /** How its scenarios stand; null for a job that has none. */
  scenarioStates: z
    .object({
      total: z.number().int(),
      queued: z.number().int(),
      running: z.number().int(),
      succeeded: z.number().int(),
      failed: z.number().int(),
      cancelled: z.number().int(),
    })
    .nullable(),
  /** Earlier attempts that ended without a result, oldest first. */
  attempts: z.array(
    z.object({
      attempt: z.number().int(),
      worker: z.string().nullable(),
      startedAt: z.string().nullable(),
      endedAt: z.string(),
      code: z.string(),
      message: z.string(),
    }),
  ),
  resultUrl: z.string(),
  logsUrl: z.string(),
});
export type UserJobDetail = z.infer<typeof userJobDetail>;

/** The answer of `GET /api/jobs/{id}/result` for a `query`: its first rows, and where the rest is. */
export const queryResult = z.object({
  features: z.array(z.object({ feature_idx: z.number().int(), name: z.string(), type: z.unknown() })),
  rows: z.array(
    z.object({
      row_idx: z.number().int(),
      row: z.record(z.string(), z.unknown()),
      truncated_cells: z.array(z.string()),
    }),
  ),
  num_rows_total: z.number().int(),
  /** True when the file has more rows than `rows`. */
  truncated: z.boolean(),
  parquet: z.object({ url: z.string(), size: z.number().int(), sha256: z.string() }),
});
export type QueryResultAnswer = z.infer<typeof queryResult>;

/** The answer of `GET /api/jobs/{id}/result` for a job of scenarios: what each gave, without what is only drawn. */
export const scenariosResult = z.object({
  total: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  scenarios: z.array(
    z.object({
      job: z.string(),
      state: z.enum(states),
      /** The fields that the scenario replaced. */
      changed: z.record(z.string(), z.unknown()),
      error: errorBody.nullable(),
      /** As the job's own result has it; null unless it succeeded. */
      result: z.record(z.string(), z.unknown()).nullable(),
      resultUrl: z.string(),
    }),
  ),
});
export type ScenariosResultAnswer = z.infer<typeof scenariosResult>;
