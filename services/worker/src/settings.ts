import { availableParallelism } from 'node:os';
import { commonSettings, scratchSettings, servingSettings, setting } from '@rowhouse/config';
import type { z } from 'zod';

/** The environment of the worker; the README has the table. */
export const workerSettings = commonSettings
  .extend(scratchSettings.shape)
  .extend(servingSettings.shape)
  .extend({
    /** Port of `/healthcheck` and `/metrics`; 0 takes a free one. */
    PORT: setting.port().default(8083),
    /** The pool whose jobs this worker runs. */
    WORKER_POOL: setting.poolName().default('cpu'),
    /** Modules whose job kinds this worker knows besides its own: paths or names of packages, comma-separated. */
    WORKER_KIND_MODULES: setting.list().prefault(''),
    /** Jobs at once; each has a child process of its own. */
    WORKER_CONCURRENCY: setting.integer(1, 64).default(1),
    /** Seconds that running jobs get to finish after SIGTERM before they are handed back. */
    WORKER_GRACE_SECONDS: setting.integer(0, 86_400).default(30),
    /** Megabytes that DuckDB may use for one job; the process needs about 1.6 times as much. */
    JOB_MEMORY_MB: setting.integer(64, 1_048_576).default(2048),
    /** Seconds after which the jobs of a worker that shows no sign of life are given to another. */
    JOB_LEASE_SECONDS: setting.integer(2, 3600).default(30),
    /** Seconds after which a job is ended. */
    JOB_TIMEOUT_SECONDS: setting.integer(1, 86_400).default(3600),
    /** Threads that DuckDB may use for one job. */
    JOB_THREADS: setting.integer(1, 256).default(availableParallelism()),
  });

export type WorkerSettings = z.infer<typeof workerSettings>;
