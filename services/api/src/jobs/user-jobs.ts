import { Injectable } from '@nestjs/common';
import { errors, type UserJobDetail, userJobKindNames } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { JobQueuePlaces, type JobRecord, JobStore } from '@rowhouse/jobs';
import { jobDetail } from './job-answer.js';
import { anonymousOwner } from './owner.js';

/** The jobs that a client may see: those of its owner, of the kinds that users submit. */
@Injectable()
export class UserJobs {
  constructor(
    private readonly jobs: JobStore,
    private readonly places: JobQueuePlaces,
  ) {}

  /** @throws JobNotFound, also for jobs of the house itself and of others */
  async get(id: string, token?: ConsistencyToken): Promise<JobRecord> {
    const job = await this.jobs.get(id, token);
    if (job && job.owner === anonymousOwner && (userJobKindNames as string[]).includes(job.kind)) return job;
    throw errors.JobNotFound({ jobId: id });
  }

  async detail(id: string, token?: ConsistencyToken): Promise<UserJobDetail> {
    const job = await this.get(id, token);
    return jobDetail(job, job.state === 'queued' ? await this.places.of(id) : null);
  }
}
