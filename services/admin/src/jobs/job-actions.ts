import { Inject, Injectable } from '@nestjs/common';
import { errors } from '@rowhouse/contract';
import { Datasets } from '@rowhouse/datasets';
import { type JobRecord, JobStore } from '@rowhouse/jobs';

/** What an operator can do with a job; a dataset's step learns of it in the same transaction. */
@Injectable()
export class JobActions {
  constructor(
    @Inject(JobStore) private readonly jobs: JobStore,
    @Inject(Datasets) private readonly datasets: Datasets,
  ) {}

  /** @throws JobNotFound */
  async get(id: string): Promise<JobRecord> {
    const job = await this.jobs.get(id);
    if (job === null) throw errors.JobNotFound({ jobId: id });
    return job;
  }

  /**
   * Gives a failed or cancelled job one more attempt, and a dataset's step room for its result.
   * @throws JobNotFound, JobStateConflict
   */
  retry(id: string): Promise<JobRecord> {
    return this.jobs.retry(id, (tx, job) => this.datasets.reopenStep(tx, job));
  }

  /**
   * A queued job is cancelled at once; a running one stops soon.
   * @throws JobNotFound, JobStateConflict
   */
  async cancel(id: string): Promise<'cancelled' | 'requested'> {
    const outcome = await this.jobs.cancel(id, (tx, job) =>
      this.datasets.failStep(tx, job, errors.StepCancelledError()),
    );
    if (outcome !== 'ended') return outcome;
    const job = await this.jobs.getLatest(id);
    if (job === null) throw errors.JobNotFound({ jobId: id });
    throw errors.JobStateConflict({ jobId: id, state: job.state, action: 'cancelled' });
  }
}
