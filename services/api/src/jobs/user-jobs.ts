import { Injectable } from '@nestjs/common';
import { jobOwnerOf, type Principal, rules } from '@rowhouse/auth';
import { errors, type UserJobDetail, userJobKindNames } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { JobBatches, JobQueuePlaces, type JobRecord, JobStore } from '@rowhouse/jobs';
import { jobDetail } from './job-answer.js';

/** The jobs that a client may see: those of its owner, an administrator all, of the kinds that users submit. */
@Injectable()
export class UserJobs {
  constructor(
    private readonly jobs: JobStore,
    private readonly places: JobQueuePlaces,
    private readonly batches: JobBatches,
  ) {}

  /** @throws JobNotFound, also for jobs of the house itself and of others */
  async get(principal: Principal, id: string, token?: ConsistencyToken): Promise<JobRecord> {
    const job = await this.jobs.get(id, token);
    const isUsers = job && (userJobKindNames as string[]).includes(job.kind);
    if (isUsers && (rules.mayOperate(principal) || job.owner === jobOwnerOf(principal))) return job;
    throw errors.JobNotFound({ jobId: id });
  }

  /** Of a job that has just been made: read again only if it does not wait any more. */
  async detailOfNew(principal: Principal, job: JobRecord, token: ConsistencyToken): Promise<UserJobDetail> {
    const place = await this.places.of(job.id);
    return place ? jobDetail(job, place, null) : this.detail(principal, job.id, token);
  }

  async detail(principal: Principal, id: string, token?: ConsistencyToken): Promise<UserJobDetail> {
    const job = await this.get(principal, id, token);
    if (job.children === null)
      return jobDetail(job, job.state === 'queued' ? await this.places.of(id) : null, null);
    const { counts, fraction } = await this.batches.progress(id, token);
    const progress = job.state === 'running' ? { fraction } : job.progress;
    return jobDetail({ ...job, progress }, null, counts);
  }
}
