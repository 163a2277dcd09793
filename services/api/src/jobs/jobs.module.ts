import { Module } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { JobBatches, JobLogs, JobQueuePlaces, JobStore, JobSubmissions } from '@rowhouse/jobs';
import { ViewerModule } from '../viewer/viewer.module.js';
import { JobController } from './job.controller.js';
import { JobListController } from './job-list.controller.js';
import { JobLogsController } from './job-logs.controller.js';
import { JobResultController } from './job-result.controller.js';
import { QueryAccess } from './query-access.js';
import { ScenarioResults } from './scenario-results.js';
import { UserJobs } from './user-jobs.js';

/** Jobs of users: submitted, followed, cancelled, and their results. */
@Module({
  imports: [ViewerModule],
  controllers: [JobListController, JobController, JobResultController, JobLogsController],
  providers: [
    UserJobs,
    ScenarioResults,
    QueryAccess,
    {
      provide: JobSubmissions,
      useFactory: (database: Database, jobs: JobStore, batches: JobBatches) =>
        new JobSubmissions(database, jobs, batches),
      inject: [Database, JobStore, JobBatches],
    },
    {
      provide: JobBatches,
      useFactory: (database: Database, jobs: JobStore) => new JobBatches(database, jobs),
      inject: [Database, JobStore],
    },
    {
      provide: JobLogs,
      useFactory: (database: Database) => new JobLogs(database),
      inject: [Database],
    },
    {
      provide: JobQueuePlaces,
      useFactory: (database: Database) => new JobQueuePlaces(database),
      inject: [Database],
    },
  ],
  exports: [UserJobs],
})
export class JobsModule {}
