import { jest } from '@jest/globals';
import { JobsBench, until } from '../../test/jobs-bench.js';
import type { Claim, JobRecord } from '../life/job.js';
import type { JobStore } from '../store/job-store.js';
import { WorkerRegistry } from '../workers/worker-registry.js';
import { Reaper } from './reaper.js';

jest.setTimeout(60_000);
const leadership = { retryMs: 50, pingMs: 100, pingTimeoutMs: 5_000 };

describe('Reaper', () => {
  let bench: JobsBench;
  let store: JobStore;

  beforeAll(async () => {
    bench = await JobsBench.open();
    store = bench.store();
    await bench.db.primary.query('CREATE TABLE ledger (note text)');
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.clear());

  const reaper = (options = {}) => new Reaper(bench.db, { leadership, graceMs: 0, ...options });

  /** A job whose worker has fallen silent. */
  const silent = async (request = {}, attempt = 1): Promise<Claim> => {
    const claim = await store.claim(await bench.create(request), attempt, 'w1');
    if (!claim) throw new Error('The job could not be claimed.');
    await bench.expire(claim.jobId);
    return claim;
  };

  it('lets a job whose worker fell silent run again, and refuses the late result', async () => {
    const late = await silent();
    expect(await reaper().reap()).toBe(1);
    const job = await store.get(late.jobId);
    expect(job).toMatchObject({
      state: 'queued',
      attempt: 2,
      history: [{ attempt: 1, worker: 'w1', code: 'JobCrashed' }],
    });
    const next = await store.claim(late.jobId, 2, 'w2');
    expect(await store.succeed(late, { from: 'w1' })).toBe(false);
    expect(await store.heartbeat(late)).toBe('lost');
    expect(next && (await store.succeed(next, { from: 'w2' }))).toBe(true);
    expect((await store.get(late.jobId))?.result).toEqual({ from: 'w2' });
  });

  it('lets no lost attempt wait for a backoff, and ends a job that loses all its attempts', async () => {
    const patient = bench.store({ backoff: { baseMs: 60_000, maxMs: 600_000 } });
    const jobId = await bench.create({ maxAttempts: 3 });
    for (const attempt of [1, 2, 3]) {
      const due = await bench.db.primary.query('SELECT 1 FROM job WHERE id = $1 AND run_at <= now()', [
        jobId,
      ]);
      expect(due.rowCount).toBe(1);
      expect(await patient.claim(jobId, attempt, `w${attempt}`)).not.toBeNull();
      await bench.expire(jobId);
      expect(await reaper().reap()).toBe(1);
    }
    expect(await store.get(jobId)).toMatchObject({
      state: 'failed',
      attempt: 3,
      error: { code: 'JobCrashed', details: { attempts: 3 } },
      history: [{ worker: 'w1' }, { worker: 'w2' }, { worker: 'w3' }],
    });
  });

  it('gives a doubted worker seconds instead of its lease, and a living one its lease back', async () => {
    const leaseLeft = async (jobId: string) => {
      const { rows } = await bench.db.primary.query<{ s: number }>(
        'SELECT extract(epoch FROM lease_until - now())::float8 AS s FROM job WHERE id = $1',
        [jobId],
      );
      return rows[0]?.s ?? Number.NaN;
    };
    const claim = await store.claim(await bench.create(), 1, 'w1');
    if (!claim) throw new Error('The job could not be claimed.');
    await store.doubt(claim.jobId, 2);
    expect(await leaseLeft(claim.jobId)).toBeGreaterThan(3);
    await store.doubt(claim.jobId, 1);
    expect(await leaseLeft(claim.jobId)).toBeLessThanOrEqual(3);
    expect(await store.heartbeat(claim)).toBe('ok');
    expect(await leaseLeft(claim.jobId)).toBeGreaterThan(3);
  });

  it('ends a job that crashed in its last attempt, with its effects and a reason', async () => {
    const claim = await silent({ maxAttempts: 1 });
    const onFinalFailure = async (tx: { query(text: string): Promise<unknown> }, job: JobRecord) => {
      await tx.query(`INSERT INTO ledger VALUES ('${job.id} ${job.state} ${job.error?.code}')`);
    };
    expect(await reaper({ onFinalFailure }).reap()).toBe(1);
    const job = await store.get(claim.jobId);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'JobCrashed', details: { attempts: 1 } } });
    expect(job?.error?.message).toMatch(
      /^The job did not survive its only attempt: its worker 'w1' stopped answering/,
    );
    const { rows } = await bench.db.primary.query('SELECT note FROM ledger');
    expect(rows).toEqual([{ note: `${claim.jobId} failed JobCrashed` }]);
  });

  it('ends a job cancelled whose worker died before it heard of the cancel', async () => {
    const claim = await silent();
    await store.cancel(claim.jobId);
    const ended: string[] = [];
    await reaper({ onFinalFailure: async (_: unknown, job: JobRecord) => void ended.push(job.state) }).reap();
    expect(await store.get(claim.jobId)).toMatchObject({ state: 'cancelled' });
    expect(ended).toEqual(['cancelled']);
  });

  it('leaves attempts alone whose worker is heard of', async () => {
    const claim = await silent();
    expect(await store.heartbeat(claim)).toBe('ok');
    await bench.create();
    expect(await reaper().reap()).toBe(0);
    expect(await store.get(claim.jobId)).toMatchObject({ state: 'running', attempt: 1 });
  });

  it('ends each attempt once, however many reap at the same time', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, () => silent()));
    const ended = await Promise.all([reaper().reap(), reaper().reap(), reaper().reap()]);
    expect(ended.reduce((sum, count) => sum + count)).toBe(10);
    for (const { jobId } of claims) expect(await store.get(jobId)).toMatchObject({ attempt: 2 });
  });

  it('goes on with the others when the effects of one job fail, and keeps that one as it was', async () => {
    const broken = await silent({ maxAttempts: 1, kind: 'broken' });
    const sound = await silent({ maxAttempts: 1 });
    let tries = 0;
    const onFinalFailure = async (_: unknown, job: JobRecord) => {
      if (job.kind !== 'broken') return;
      tries += 1;
      throw new Error('these effects always fail');
    };
    const errors: object[] = [];
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (fields: object) => void errors.push(fields),
    };
    const one = reaper({ onFinalFailure, log });
    expect(await one.reap()).toBe(1);
    expect(await one.reap()).toBe(0);
    expect(await store.get(sound.jobId)).toMatchObject({ state: 'failed' });
    expect(await store.get(broken.jobId)).toMatchObject({ state: 'running', attempt: 1, history: [] });
    expect(errors).toMatchObject([{ jobId: broken.jobId }]);
    expect(tries).toBe(1);
  });

  it('does all this by itself, in one process at a time', async () => {
    const claim = await silent();
    const topics: string[] = [];
    const events = { publish: async (topic: string) => void topics.push(topic) };
    const both = [reaper({ intervalMs: 20, events }), reaper({ intervalMs: 20, events })];
    for (const each of both) each.start();
    await until(
      () => store.get(claim.jobId),
      (job) => job?.state === 'queued',
    );
    expect(both.filter(({ leading }) => leading)).toHaveLength(1);
    await Promise.all(both.map((each) => each.stop()));
    expect(topics).toEqual(['job.queued']);
    expect(both.filter(({ leading }) => leading)).toHaveLength(0);
  });

  it('forgets workers that were not heard of for long, and lets them come back', async () => {
    const registry = new WorkerRegistry(bench.db);
    const worker = (id: string) => ({ id, pool: 'cpu', host: 'node-1', concurrency: 2 });
    await registry.beat(worker('dead'), 2);
    await registry.beat(worker('alive'), 0);
    await registry.beat(worker('leaving'), 0);
    await registry.remove('leaving');
    await bench.db.primary.query(`UPDATE worker SET last_seen = now() - interval '5 min' WHERE id = 'dead'`);
    await reaper().reap();
    expect(await registry.list()).toMatchObject([{ ...worker('alive'), running: 0 }]);
    await registry.beat(worker('alive'), 1);
    await registry.beat(worker('dead'), 1);
    const listed = await registry.list();
    expect(listed.map(({ id, running }) => [id, running])).toEqual([
      ['alive', 1],
      ['dead', 1],
    ]);
    expect(listed[0]?.lastSeen.getTime()).toBeGreaterThanOrEqual(
      listed[0]?.startedAt.getTime() ?? Number.NaN,
    );
  });
});
