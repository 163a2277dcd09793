import { Database, type DatabaseSettings, migrate } from '@rowhouse/database';
import { messagingMigrations } from '@rowhouse/messaging';
import { type FreshDatabase, freshDatabase } from '@rowhouse/testing';
import type { JobRequest } from '../src/life/job-request.js';
import { jobEntities, jobsMigrations } from '../src/schema/jobs-schema.js';
import { JobStore, type JobStoreOptions } from '../src/store/job-store.js';

/** A fresh database with the tables of jobs and of the Postgres queue, and ways to look into it. */
export class JobsBench {
  private constructor(
    readonly db: Database,
    private readonly settings: DatabaseSettings,
    private readonly fresh: FreshDatabase,
  ) {}

  static async open(): Promise<JobsBench> {
    const fresh = await freshDatabase();
    const { url } = fresh;
    await migrate(url, [messagingMigrations, jobsMigrations]);
    const settings = {
      url,
      replicaUrls: [],
      poolSize: 20,
      maxReplicaLagMs: 5_000,
      primaryReadLimit: 32,
      applicationName: 'jobs-bench',
      entities: jobEntities,
    };
    return new JobsBench(await Database.connect(settings), settings, fresh);
  }

  /** A second process, as far as the database can tell. */
  connectAgain(applicationName: string): Promise<Database> {
    return Database.connect({ ...this.settings, applicationName });
  }

  store(options: JobStoreOptions = {}): JobStore {
    return new JobStore(this.db, { backoff: { baseMs: 0, maxMs: 0 }, ...options });
  }

  create(request: Partial<JobRequest> = {}, store = this.store()): Promise<string> {
    return this.db.write((tx) => store.create(tx, { ...plain, ...request }));
  }

  async clear(): Promise<void> {
    await this.db.primary.query('TRUNCATE job, job_log, job_remains, job_submission, worker, queue_message');
  }

  /** Lets the lease of a running job end. */
  async expire(jobId: string): Promise<void> {
    await this.db.primary.query(`UPDATE job SET lease_until = now() - interval '1 s' WHERE id = $1`, [jobId]);
  }

  async close(): Promise<void> {
    await this.db.close();
    await this.fresh.drop();
  }
}

const plain: JobRequest = { kind: 'test', pool: 'cpu', owner: 'ann', params: { n: 1 } };

/** Waits for a condition to come true; fails after 20 s with what was last seen. */
export async function until<T>(look: () => Promise<T> | T, good: (seen: T) => boolean): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const seen = await look();
    if (good(seen)) return seen;
    if (performance.now() > deadline) throw new Error(`Waited in vain; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const failure = (retryable: boolean) => ({
  code: 'UnexpectedError',
  status: 500,
  retryable,
  message: 'The job runner raised an unexpected error.',
  details: {},
});
