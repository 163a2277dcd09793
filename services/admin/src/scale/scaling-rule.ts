import { setting } from '@rowhouse/config';
import { scalingMode } from '@rowhouse/contract';
import { z } from 'zod';

const seconds = (standard: number) => z.number().int().min(0).max(86_400).default(standard);

/** How the built-in autoscaler treats a pool. */
const scalingRule = z
  .strictObject({
    /** The Deployment of the pool's workers, in the namespace of this release. */
    deployment: z.string().min(1).max(253),
    minReplicas: z.number().int().min(0).max(500),
    maxReplicas: z.number().int().min(1).max(500),
    /** Jobs that one worker runs at once. */
    concurrency: z.number().int().min(1).max(64),
    /** Seconds after which a job that became due should be done. */
    targetSeconds: seconds(60).pipe(z.number().min(1)),
    /** Most workers that are added within `scaleUpSeconds`. */
    scaleUpPods: z.number().int().min(1).max(500).default(10),
    scaleUpSeconds: seconds(15),
    /** The number goes down to the largest that was needed within so many seconds. */
    scaleDownSeconds: seconds(120),
    /** Seconds without any unfinished job after which the last worker goes. */
    idleSeconds: seconds(300),
  })
  .refine(({ minReplicas, maxReplicas }) => minReplicas <= maxReplicas, {
    error: 'minReplicas must not be more than maxReplicas',
  });

export type ScalingRule = z.infer<typeof scalingRule>;

const scaledPool = z.discriminatedUnion('mode', [
  z.strictObject({
    pool: setting.poolName(),
    mode: z.literal('rowhouse'),
    rule: scalingRule,
  }),
  z.strictObject({ pool: setting.poolName(), mode: scalingMode.exclude(['rowhouse']) }),
]);

/** A pool with what decides about its workers. */
export type ScaledPool = z.infer<typeof scaledPool>;

/** A list of pools as JSON; empty text is none. */
export const poolScaling = z
  .string()
  .transform((text, context): unknown => {
    if (text === '') return [];
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue(`must be JSON, such as '[{"pool":"cpu","mode":"none"}]'`);
      return z.NEVER;
    }
  })
  .pipe(z.array(scaledPool));
