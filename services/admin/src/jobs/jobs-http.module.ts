import { Module } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { JobLogs } from '@rowhouse/jobs';
import { DeadJobsController } from './dead-jobs.controller.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { JobActions } from './job-actions.js';
import { JobsController } from './jobs.controller.js';
import { PendingJobsController } from './pending-jobs.controller.js';
import { PendingJobs } from './pending-jobs.js';

@Module({
  controllers: [DeadJobsController, DeadLettersController, JobsController, PendingJobsController],
  providers: [
    JobActions,
    PendingJobs,
    { provide: JobLogs, useFactory: (database: Database) => new JobLogs(database), inject: [Database] },
  ],
})
export class JobsHttpModule {}
