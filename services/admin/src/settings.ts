import { authSettings, commonSettings, refuseOpenDoors, replicaSettings, setting } from '@rowhouse/config';
import { z } from 'zod';

const settings = commonSettings
  .extend(replicaSettings.shape)
  .extend(authSettings.shape)
  .extend({
    PORT: setting.port().default(8082),
    /** Days after the end of a job for which the files of its result are kept; 0 keeps them for ever. */
    JOB_RESULT_DAYS: setting.integer(0, 36_500).default(0),
    /** Hours for which a file that belongs to no dataset or revision is kept. */
    ORPHAN_BLOB_HOURS: setting.integer(1, 8760).default(24),
    /** Namespace whose pods are listed; empty outside a cluster. */
    KUBERNETES_NAMESPACE: z.string().optional(),
    /** Value of the label `app.kubernetes.io/instance` of this release's pods; empty outside a cluster. */
    RELEASE_NAME: z.string().optional(),
  });

/** Everything the admin service reads from its environment. */
export const adminSettings = refuseOpenDoors(settings);

export type AdminSettings = z.infer<typeof adminSettings>;

/** All that a migration needs. */
export const migrateSettings = commonSettings.pick({ DATABASE_URL: true, LOG_LEVEL: true });
