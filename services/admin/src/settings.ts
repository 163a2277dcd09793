import {
  authSettings,
  commonSettings,
  refuseOpenDoors,
  replicaSettings,
  servingSettings,
  setting,
} from '@rowhouse/config';
import { z } from 'zod';
import { poolScaling } from './scale/scaling-rule.js';
import { parseNetwork } from './webhooks/address-guard.js';

const settings = commonSettings
  .extend(replicaSettings.shape)
  .extend(servingSettings.shape)
  .extend(authSettings.shape)
  .extend({
    PORT: setting.port().default(8082),
    /** Days after the end of a job for which the files of its result are kept; 0 keeps them for ever. */
    JOB_RESULT_DAYS: setting.integer(0, 36_500).default(0),
    /** Hours for which a file that belongs to no dataset or revision is kept. */
    ORPHAN_BLOB_HOURS: setting.integer(1, 8760).default(24),
    /** Hours for which events are kept, so that a stream that was cut off can go on without a gap. */
    EVENT_RETENTION_HOURS: setting.integer(1, 87_600).default(72),
    /** Events that are kept at most. */
    EVENT_RETENTION_ROWS: setting.integer(1_000, 1_000_000_000).default(1_000_000),
    /** Networks that webhooks may point to although their addresses are private or otherwise special. */
    WEBHOOK_ALLOWED_NETWORKS: z
      .string()
      .transform((text, context) => {
        const blocks = text.split(',').map((block) => block.trim());
        try {
          return blocks.filter((block) => block !== '').map(parseNetwork);
        } catch {
          context.addIssue("must be networks such as '10.0.0.0/8,fd00::/8'");
          return z.NEVER;
        }
      })
      .prefault(''),
    /** Seconds for one attempt to deliver to a webhook. */
    WEBHOOK_TIMEOUT_SECONDS: setting.integer(1, 120).default(10),
    /** Requests to webhooks at once. */
    WEBHOOK_CONCURRENCY: setting.integer(1, 1_000).default(16),
    /** How often a delivery is tried before it has failed. */
    WEBHOOK_MAX_ATTEMPTS: setting.integer(1, 100).default(12),
    /** Seconds before the second attempt; each later wait is three times longer, up to six hours. */
    WEBHOOK_RETRY_SECONDS: setting.integer(1, 3_600).default(5),
    /** A webhook without any success for so many days is switched off. */
    WEBHOOK_DISABLE_DAYS: setting.integer(1, 365).default(3),
    /** Days for which the log of deliveries is kept. */
    WEBHOOK_LOG_DAYS: setting.integer(1, 365).default(7),
    /** Namespace whose pods are listed; empty outside a cluster. */
    KUBERNETES_NAMESPACE: z.string().optional(),
    /** Value of the label `app.kubernetes.io/instance` of this release's pods; empty outside a cluster. */
    RELEASE_NAME: z.string().optional(),
    /** Worker pools of this release with what decides about their workers. */
    POOL_SCALING: poolScaling.prefault(''),
    /** Seconds between two looks of the built-in autoscaler. */
    POOL_SCALING_SECONDS: setting.integer(1, 10).default(2),
  })
  .superRefine(({ POOL_SCALING, KUBERNETES_NAMESPACE, RELEASE_NAME }, context) => {
    if (POOL_SCALING.every(({ mode }) => mode !== 'rowhouse')) return;
    if (KUBERNETES_NAMESPACE && RELEASE_NAME) return;
    const message = "has a pool with the mode 'rowhouse', which needs KUBERNETES_NAMESPACE and RELEASE_NAME";
    context.addIssue({ code: 'custom', path: ['POOL_SCALING'], message });
  });

/** Everything the admin service reads from its environment. */
export const adminSettings = refuseOpenDoors(settings);

export type AdminSettings = z.infer<typeof adminSettings>;

/** All that is needed to keep dumps in the blob store. */
export const dumpSettings = commonSettings.pick({
  BLOB_URL: true,
  S3_ENDPOINT: true,
  STORAGE_EMULATOR_HOST: true,
  LOG_LEVEL: true,
});

/** All that a migration needs. */
export const migrateSettings = commonSettings.pick({ DATABASE_URL: true, LOG_LEVEL: true });
