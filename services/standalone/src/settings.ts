import { resolve } from 'node:path';
import { setting } from '@rowhouse/config';
import { z } from 'zod';

/** The environment of `npm start`. */
export const standaloneSettings = z.object({
  /** Port of the front door, on loopback. */
  ROWHOUSE_PORT: setting.integer(1, 65_535).default(8080),
  /** Folder of the database, the files and the logs. */
  ROWHOUSE_HOME: z
    .string()
    .default('./.rowhouse')
    .transform((folder) => resolve(folder)),
  /** Worker processes, each with two jobs at a time and 1 GiB of memory for each. */
  ROWHOUSE_WORKERS: setting.integer(1, 64).default(1),
  /** `none`: whoever uses this machine may do everything. `token`: access tokens say who somebody is. */
  ROWHOUSE_AUTH_MODE: z.enum(['none', 'token'], { error: "must be 'none' or 'token'" }).default('none'),
  LOG_LEVEL: setting.logLevel().default('info'),
});

export type StandaloneSettings = z.infer<typeof standaloneSettings>;
