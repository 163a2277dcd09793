import { z } from 'zod';

const count = z.number().int().min(0);

/** What can decide how many workers a pool has. */
export const scalingMode = z.enum(['rowhouse', 'keda', 'hpa', 'none']);
export type ScalingMode = z.infer<typeof scalingMode>;

/** Why a pool gets, or keeps, its number of workers. */
export const scalingReason = z.enum([
  'enough',
  'jobs-due',
  'minimum',
  'maximum',
  'step-limit',
  'stabilising',
  'cooling-down',
  'busy',
  'less-due',
  'idle',
]);
export type ScalingReason = z.infer<typeof scalingReason>;

/** A change of the number of workers. */
const scalingChange = z.object({
  at: z.string(),
  from: count,
  to: count,
  reason: scalingReason,
  why: z.string().describe('The reason as a sentence, with the numbers that led to it.'),
});
export type ScalingChange = z.infer<typeof scalingChange>;

/** What the built-in autoscaler last found of a pool. */
const scalingStatus = z.object({
  desired: count.describe('Workers that the pool should have.'),
  actual: count.describe('Pods that the pool has, as Kubernetes counts them.'),
  needed: count.describe('Workers that the jobs of this moment call for, before limits and waits.'),
  due: count.describe('Jobs whose time has come and that wait; at least so many when there are very many.'),
  running: count.describe('Jobs that run.'),
  oldestDueSeconds: z.number(),
  reason: scalingReason,
  why: z.string(),
  checkedAt: z.string(),
});
export type ScalingStatus = z.infer<typeof scalingStatus>;

const poolScaling = z.object({
  pool: z.string(),
  mode: scalingMode,
  minReplicas: count.nullable().describe('`null` where another autoscaler decides.'),
  maxReplicas: count.nullable(),
  workers: count.describe('Workers that were heard of within 30 seconds.'),
  status: scalingStatus
    .nullable()
    .describe('`null` where another autoscaler decides, or nothing is known yet.'),
  error: z
    .object({ at: z.string(), reason: z.string() })
    .nullable()
    .describe('Why the last look failed; the number of workers stays as it is meanwhile.'),
  changes: z.array(scalingChange).describe('The latest changes, newest first.'),
});
export type PoolScaling = z.infer<typeof poolScaling>;

/** What `/admin/scaling` answers; no pools where this release does not run in a cluster. */
export const scaling = z.object({ pools: z.array(poolScaling) });
export type Scaling = z.infer<typeof scaling>;
