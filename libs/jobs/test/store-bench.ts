import type { Sql } from '@rowhouse/database';
import type { Claim } from '../src/life/job.js';
import type { JobRequest } from '../src/life/job-request.js';
import type { JobStore } from '../src/store/job-store.js';
import { JobsBench } from './jobs-bench.js';

/** A store on a database of its own, with a table that effects of transitions write to. */
export class StoreBench {
  readonly store: JobStore;

  private constructor(readonly jobs: JobsBench) {
    this.store = jobs.store();
  }

  static async open(): Promise<StoreBench> {
    const jobs = await JobsBench.open();
    await jobs.db.primary.query('CREATE TABLE ledger (note text)');
    return new StoreBench(jobs);
  }

  /** A job that runs. */
  async claimed(request: Partial<JobRequest> = {}): Promise<Claim> {
    const claim = await this.store.claim(await this.jobs.create(request), 1, 'w1');
    if (!claim) throw new Error('The job could not be claimed.');
    return claim;
  }

  /** Effects of a transition that can be seen in the ledger. */
  notes(note: string): (tx: Sql) => Promise<void> {
    return async (tx) => void (await tx.query('INSERT INTO ledger VALUES ($1)', [note]));
  }

  async ledger(): Promise<string[]> {
    const { rows } = await this.jobs.db.primary.query<{ note: string }>('SELECT note FROM ledger');
    return rows.map(({ note }) => note);
  }

  async clear(): Promise<void> {
    await this.jobs.clear();
    await this.jobs.db.primary.query('TRUNCATE ledger');
  }

  close(): Promise<void> {
    return this.jobs.close();
  }
}
