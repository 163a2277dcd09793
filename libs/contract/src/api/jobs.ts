import { z } from 'zod';
import { type UserJobKind, userJobKindNames } from './job-kinds.js';
import { pageQuery } from './pages.js';

const kindList = userJobKindNames.map((kind) => `'${kind}'`).join(', ');
const kind = z.enum(userJobKindNames as [UserJobKind], { error: `'kind' must be one of ${kindList}` });
const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** The body of `POST /api/jobs`. */
export const submitJobBody = z.strictObject({
  kind,
  params: z.unknown().optional().describe('What the kind needs, see the schema of each.'),
  scenarios: z
    .array(z.record(z.string(), z.unknown()), { error: "'scenarios' must be a list of objects" })
    .min(1, "'scenarios' must hold at least one")
    .max(100, "'scenarios' must hold at most 100")
    .optional()
    .describe(
      'Makes one job of many, of a numeric kind: each scenario replaces fields of `params`. With the same seed, scenarios have the same random numbers.',
    ),
  priority: z
    .int({ error: "'priority' must be a whole number from -100 to 100" })
    .min(-100, "'priority' must be at least -100")
    .max(100, "'priority' must be at most 100")
    .optional()
    .describe('One step is worth one minute of waiting; default 0.'),
  runAt: z.iso
    .datetime({ offset: true, error: "'runAt' must be a time such as '2030-01-31T08:00:00Z'" })
    .optional()
    .describe('The job starts not before this time; default: at once.'),
});
export type SubmitJobBody = z.infer<typeof submitJobBody>;

/** The query of `GET /api/jobs`. */
export const listJobsQuery = pageQuery.extend({
  state: z
    .enum(states, { error: `Parameter 'state' must be one of ${states.join(', ')}` })
    .optional()
    .describe('Only jobs in this state.'),
  kind: z
    .enum(userJobKindNames as [UserJobKind], { error: `Parameter 'kind' must be one of ${kindList}` })
    .optional()
    .describe('Only jobs of this kind.'),
  owner: z
    .string({ error: "Parameter 'owner' must be given once" })
    .max(200)
    .optional()
    .describe('Only jobs of this owner; others than the own ones are for administrators.'),
  parent: z
    .string()
    .optional()
    .describe('The scenarios of this job; without it, jobs that are part of none are listed.'),
});

/** The query of `GET /api/jobs/{id}/result`. */
export const jobResultQuery = z.object({
  format: z
    .enum(['json', 'parquet'], { error: "Parameter 'format' must be 'json' or 'parquet'" })
    .default('json')
    .describe('`parquet`: the file that the job made, where its kind makes one.'),
});

const time = z.iso.datetime();
const errorBody = z.looseObject({ error: z.string(), code: z.string() });

/** A job as `GET /api/jobs` lists it. */
export const userJobItem = z.object({
  id: z.string(),
  kind: z.string(),
  owner: z.string().describe('Who submitted it; with a token that is limited to some data, that token too.'),
  state: z.enum(states),
  priority: z.number().int(),
  progress: z.object({ fraction: z.number().min(0).max(1).optional(), message: z.string().optional() }),
  attempt: z.number().int().describe('The attempt that runs, ran last or is next; counts from 1.'),
  maxAttempts: z.number().int().describe('How often it may start before it has failed.'),
  timings: z.object({
    createdAt: time,
    queuedAt: time.describe('When the present attempt became due, or will.'),
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
  }),
  cost: z.object({
    cpuSeconds: z.number().describe('Processor time of all attempts that have ended.'),
    gpuSeconds: z.number().describe('For how long they held a GPU.'),
  }),
  worker: z.string().nullable().describe('The worker that runs it or ran it last.'),
  cancelling: z.boolean().describe('True from a cancel until the worker has stopped.'),
  error: errorBody.nullable().describe('What the last attempt ended with, unless it succeeded.'),
  parent: z.string().nullable().describe('The job whose scenario it is.'),
  scenarios: z
    .number()
    .int()
    .nullable()
    .describe('How many scenarios it is made of; null for any other job.'),
  url: z.string().describe('Its path.'),
});
export type UserJobItem = z.infer<typeof userJobItem>;

/** Where a queued job stands. */
export const queuePlace = z.object({
  position: z
    .number()
    .int()
    .nullable()
    .describe('Queued jobs of the same pool that come before it; null while it is not due yet.'),
  positionIsMinimum: z
    .boolean()
    .describe('True when at least `position` jobs come before it: counting stops at a thousand.'),
  etaSeconds: z
    .number()
    .nullable()
    .describe(
      'Seconds until it starts, by the mean duration of the last jobs of its kind and the places that the workers of its pool have; null when no such job has ended yet, when no worker lives, or when the position is a minimum.',
    ),
});
export type QueuePlaceAnswer = z.infer<typeof queuePlace>;

/** The answer of `POST /api/jobs`, `GET` and `DELETE /api/jobs/{id}`. */
export const userJobDetail = userJobItem.extend({
  params: z.unknown(),
  queue: queuePlace.nullable().describe('Where it stands; null unless it is queued.'),
  scenarioStates: z
    .object({
      total: z.number().int(),
      queued: z.number().int(),
      running: z.number().int(),
      succeeded: z.number().int(),
      failed: z.number().int(),
      cancelled: z.number().int(),
    })
    .nullable()
    .describe('How its scenarios stand; null for a job that has none.'),
  attempts: z
    .array(
      z.object({
        attempt: z.number().int(),
        worker: z.string().nullable(),
        startedAt: z.string().nullable(),
        endedAt: z.string(),
        code: z.string(),
        message: z.string(),
      }),
    )
    .describe('Earlier attempts that ended without a result, oldest first.'),
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
  truncated: z.boolean().describe('True when the file has more rows than `rows`.'),
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
      changed: z.record(z.string(), z.unknown()).describe('The fields that the scenario replaced.'),
      error: errorBody.nullable(),
      result: z
        .record(z.string(), z.unknown())
        .nullable()
        .describe("As the job's own result has it; null unless it succeeded."),
      resultUrl: z.string(),
    }),
  ),
});
export type ScenariosResultAnswer = z.infer<typeof scenariosResult>;
