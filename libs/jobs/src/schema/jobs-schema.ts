import type { EntityClass, MigrationSet } from '@rowhouse/database';
import { eventsMigrations } from '@rowhouse/events';
import { CreateJobs1763700000100 } from './1763700000100-create-jobs.js';
import { CreateJobSubmissions1763700000200 } from './1763700000200-create-job-submissions.js';
import { CreateJobLogs1763700000310 } from './1763700000310-create-job-logs.js';
import { CountFinishedJobs1763700000500 } from './1763700000500-count-finished-jobs.js';
import { CreateJobRemains1763700000600 } from './1763700000600-create-job-remains.js';
import { AddJobCredential1763700000900 } from './1763700000900-add-job-credential.js';
import { TellJobEvents1763700001000 } from './1763700001000-tell-job-events.js';
import { AddJobChildren1763700001200 } from './1763700001200-add-job-children.js';
import { CreatePoolScaling1763700001400 } from './1763700001400-create-pool-scaling.js';
import { JobEntity } from './job.entity.js';
import { WorkerEntity } from './worker.entity.js';

export const jobsMigrations: MigrationSet = {
  name: 'jobs',
  migrations: [
    CreateJobs1763700000100,
    CreateJobSubmissions1763700000200,
    CreateJobLogs1763700000310,
    CountFinishedJobs1763700000500,
    CreateJobRemains1763700000600,
    AddJobCredential1763700000900,
    TellJobEvents1763700001000,
    AddJobChildren1763700001200,
    CreatePoolScaling1763700001400,
  ],
  needs: [eventsMigrations],
};

export const jobEntities: readonly EntityClass[] = [JobEntity, WorkerEntity];
