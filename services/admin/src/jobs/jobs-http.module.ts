import { Module } from '@nestjs/common';
import { JobActions } from './job-actions.js';
import { JobsController } from './jobs.controller.js';
import { PendingJobsController } from './pending-jobs.controller.js';
import { PendingJobs } from './pending-jobs.js';

@Module({ controllers: [JobsController, PendingJobsController], providers: [JobActions, PendingJobs] })
export class JobsHttpModule {}
