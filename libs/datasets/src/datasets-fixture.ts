import { randomUUID } from 'node:crypto';
import { Database, migrate } from '@rowhouse/database';
import { JobStore, jobsMigrations } from '@rowhouse/jobs';
import { type FreshDatabase, freshDatabase } from '@rowhouse/testing';
import { Datasets } from './datasets.js';
import { DatasetEntity } from './store/dataset.entity.js';
import type { CommitFile } from './store/dataset-record.js';
import { datasetsMigrations } from './store/migrations.js';
import type { StepJobParams } from './store/step-key.js';
import type { StepOutcome } from './store/step-results.js';

/** A library on a database of its own, with hands in place of a worker. */
export class DatasetsFixture {
  private constructor(
    private readonly fresh: FreshDatabase,
    readonly database: Database,
    readonly jobs: JobStore,
    readonly datasets: Datasets,
  ) {}

  static async open(): Promise<DatasetsFixture> {
    const fresh = await freshDatabase();
    await migrate(fresh.url, [jobsMigrations, datasetsMigrations]);
    const database = await Database.connect({
      url: fresh.url,
      replicaUrls: [],
      poolSize: 8,
      maxReplicaLagMs: 5000,
      primaryReadLimit: 8,
      applicationName: 'datasets-spec',
      entities: [DatasetEntity],
    });
    const jobs = new JobStore(database);
    return new DatasetsFixture(fresh, database, jobs, new Datasets(database, jobs));
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.fresh.drop();
  }

  /** The steps that could run now, as jobs have been created for them. */
  async queuedSteps(): Promise<{ jobId: string; params: StepJobParams }[]> {
    const { rows } = await this.database.primary.query<{ id: string; params: StepJobParams }>(
      "SELECT id, params FROM job WHERE state = 'queued' ORDER BY id",
    );
    return rows.map(({ id, params }) => ({ jobId: id, params }));
  }

  /** Ends a step as a worker would. */
  async end(step: { jobId: string; params: StepJobParams }, outcome: StepOutcome): Promise<void> {
    const { rows } = await this.database.primary.query<{ attempt: number }>(
      'SELECT attempt FROM job WHERE id = $1',
      [step.jobId],
    );
    const claim = await this.jobs.claim(step.jobId, rows[0]?.attempt ?? 0, 'spec');
    if (!claim) throw new Error(`the job of ${step.params.step} could not be claimed`);
    if ('content' in outcome) {
      await this.jobs.succeed(claim, null, async (tx) => {
        await this.datasets.results.settle(tx, step.jobId, step.params, outcome);
      });
    } else {
      await this.jobs.fail(claim, { ...outcome.error.toStored(), retryable: false }, async (tx) => {
        await this.datasets.failStep(tx, claim.job, outcome.error);
      });
    }
  }

  /** Ends steps until none is left; `choose` may make some of them fail. */
  async drain(
    choose: (params: StepJobParams) => StepOutcome = () => ({ content: '{}' }),
  ): Promise<StepJobParams[]> {
    const ended: StepJobParams[] = [];
    for (let steps = await this.queuedSteps(); steps.length > 0; steps = await this.queuedSteps()) {
      await Promise.all(steps.map((step) => this.end(step, choose(step.params))));
      ended.push(...steps.map(({ params }) => params));
    }
    return ended;
  }
}

/** A file as an upload would have stored it. */
export function uploaded(path: string, content = path): CommitFile {
  const sha256 = Buffer.from(content).toString('hex').padEnd(64, '0').slice(0, 64);
  return { path, blobKey: `datasets/x/files/${randomUUID()}`, size: content.length, sha256 };
}
