import { jest } from '@jest/globals';
import { Database, migrate } from '@rowhouse/database';
import { type FreshDatabase, freshDatabase } from '@rowhouse/testing';
import { JobStore } from '../store/job-store.js';
import { jobsMigrations } from './jobs-schema.js';

jest.setTimeout(60_000);
const counting = 'CountFinishedJobs1763700000500';

describe('counting the jobs that have finished', () => {
  let fresh: FreshDatabase;
  let db: Database;

  beforeAll(async () => {
    fresh = await freshDatabase();
    const { migrations, ...set } = jobsMigrations;
    await migrate(fresh.url, [{ ...set, migrations: migrations.slice(0, 3) }]);
    db = await Database.connect({
      url: fresh.url,
      replicaUrls: [],
      poolSize: 4,
      maxReplicaLagMs: 5_000,
      primaryReadLimit: 4,
      applicationName: 'spec',
    });
  });
  afterAll(async () => {
    await db?.close();
    await fresh?.drop();
  });

  const finish = (jobs: number) =>
    db.primary.query(
      `INSERT INTO job (kind, pool, owner, params, max_attempts, run_at, state, finished_at)
       SELECT 'old', 'pool-' || n % 3, 'ann', '{}', 3, now(), (ARRAY['succeeded', 'failed'])[1 + n % 2], now()
       FROM generate_series(1, $1::int) AS n`,
      [jobs],
    );
  const counts = async () => {
    const counted = await new JobStore(db).countsByStateAndPool();
    const { rows } = await db.primary.query<{ state: string; pool: string; jobs: number }>(
      'SELECT state, pool, count(*)::int AS jobs FROM job GROUP BY state, pool ORDER BY pool, state',
    );
    return { counted, real: rows };
  };

  it('begins in the middle of a history that goes on, and misses none', async () => {
    await finish(5_000);
    let migrated = false;
    const goingOn = (async () => {
      while (!migrated) await finish(7);
    })();
    await migrate(fresh.url, [jobsMigrations]).finally(() => {
      migrated = true;
    });
    await goingOn;
    await finish(10);
    const { counted, real } = await counts();
    expect(counted).toEqual(real);
  });

  it('may be repeated, as after an interruption', async () => {
    await db.primary.query('DELETE FROM migrations_jobs WHERE name = $1', [counting]);
    expect(await migrate(fresh.url, [jobsMigrations])).toEqual([`jobs/${counting}`]);
    const { counted, real } = await counts();
    expect(counted).toEqual(real);
    const { rows } = await db.primary.query(
      `SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
       WHERE relname IN ('job_pace', 'job_failed') AND indisvalid ORDER BY relname`,
    );
    expect(rows).toEqual([{ relname: 'job_failed' }, { relname: 'job_pace' }]);
  });
});
