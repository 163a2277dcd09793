import { JobsBench } from '../../test/jobs-bench.js';
import { JobBatches } from '../batch/job-batches.js';
import type { JobRequest } from '../life/job-request.js';
import { JobSubmissions } from './job-submissions.js';

const request: JobRequest = {
  kind: 'test',
  pool: 'cpu',
  owner: 'ann',
  params: { a: 1, b: { c: [1, 2], d: 'x' } },
};

describe('JobSubmissions', () => {
  let bench: JobsBench;
  let submissions: JobSubmissions;
  beforeAll(async () => {
    bench = await JobsBench.open();
    submissions = new JobSubmissions(bench.db, bench.store(), new JobBatches(bench.db, bench.store()));
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.clear());

  const jobs = async () =>
    (await bench.db.primary.query<{ n: number }>('SELECT count(*)::int AS n FROM job')).rows[0]?.n;

  it('make one job of twenty that come at once with one key', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => submissions.submit({ request, idempotencyKey: 'k' })),
    );
    expect(new Set(all.map(({ jobId }) => jobId)).size).toBe(1);
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(await jobs()).toBe(1);
  });

  it('tell keys and owners apart, and make a job each time without a key', async () => {
    const ids = await Promise.all([
      submissions.submit({ request, idempotencyKey: 'k' }),
      submissions.submit({ request, idempotencyKey: 'other' }),
      submissions.submit({ request: { ...request, owner: 'bob' }, idempotencyKey: 'k' }),
      submissions.submit({ request }),
      submissions.submit({ request }),
    ]);
    expect(new Set(ids.map(({ jobId }) => jobId)).size).toBe(5);
    expect(ids.every(({ created }) => created)).toBe(true);
  });

  it('do not mind the order of fields, and refuse another request under the same key', async () => {
    const first = await submissions.submit({ request, idempotencyKey: 'k' });
    const turned = { ...request, params: { b: { d: 'x', c: [1, 2] }, a: 1 } };
    expect(await submissions.submit({ request: turned, idempotencyKey: 'k' })).toMatchObject({
      jobId: first.jobId,
      created: false,
    });
    for (const other of [
      { params: { a: 2, b: { c: [1, 2], d: 'x' } } },
      { params: { a: 1, b: { c: [2, 1], d: 'x' } } },
      { priority: 1 },
      { runAt: new Date('2030-01-01') },
    ]) {
      await expect(
        submissions.submit({ request: { ...request, ...other }, idempotencyKey: 'k' }),
      ).rejects.toMatchObject({ code: 'IdempotencyKeyReused', status: 409, details: { jobId: first.jobId } });
    }
    expect(await jobs()).toBe(1);
  });

  it('leave the key free when the job could not be made', async () => {
    const wrong = { ...request, priority: 1_000 };
    await expect(submissions.submit({ request: wrong, idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'InvalidParameter',
    });
    expect(await submissions.submit({ request, idempotencyKey: 'k' })).toMatchObject({ created: true });
  });

  it('answer the job as it is stored', async () => {
    const runAt = new Date('2030-01-01T00:00:00Z');
    const full = { ...request, priority: -7, maxAttempts: 2, runAt, subject: 'ann/cars', credential: 'open' };
    const [first, second] = await Promise.all([
      submissions.submit({ request: full, idempotencyKey: 'k' }),
      submissions.submit({ request }),
    ]);
    const store = bench.store();
    expect(first.job).toEqual(await store.get(first.jobId, first.token));
    expect(second.job).toEqual(await store.get(second.jobId, second.token));
    expect(first.job).toMatchObject({ priority: -7, maxAttempts: 2, runAt, subject: 'ann/cars' });
    expect(second.job).toMatchObject({ priority: 0, maxAttempts: 3, state: 'queued', credential: null });
    expect(await submissions.submit({ request: full, idempotencyKey: 'k' })).toMatchObject({ job: null });
  });

  it('are few transactions when many come together, in the order in which they came', async () => {
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, n) => submissions.submit({ request: { ...request, params: { n } } })),
    );
    const ids = all.map(({ jobId }) => jobId);
    expect([...ids].sort()).toEqual(ids);
    expect(all.map(({ job }) => job?.params)).toEqual(ids.map((_, n) => ({ n })));
    const { rows } = await bench.db.primary.query<{ n: number }>(
      'SELECT count(DISTINCT xmin::text)::int AS n FROM job',
    );
    expect(rows[0]?.n).toBeLessThanOrEqual(20);
  });

  it('that Postgres or a rule refuses harm no other that came with them', async () => {
    const good = Array.from({ length: 10 }, (_, n) =>
      submissions.submit({ request: { ...request, params: { n } }, idempotencyKey: `k${n}` }),
    );
    const bad = [
      submissions.submit({ request: { ...request, owner: 'an\0n' } }),
      submissions.submit({ request: { ...request, pool: 'No Pool' } }),
      submissions.submit({ request: { ...request, params: { n: 'other' } }, idempotencyKey: 'k3' }),
    ];
    const [ended, refused] = [await Promise.allSettled(good), await Promise.allSettled(bad)];
    expect(ended.map(({ status }) => status)).toEqual(good.map(() => 'fulfilled'));
    expect(refused.map((each) => each.status === 'rejected' && each.reason.code)).toEqual([
      '22021',
      'InvalidParameter',
      'IdempotencyKeyReused',
    ]);
    expect(await jobs()).toBe(10);
  });

  it('of one key make one job also in two processes that are both under load', async () => {
    const elsewhere = await bench.connectAgain('elsewhere');
    const others = new JobSubmissions(elsewhere, bench.store(), new JobBatches(elsewhere, bench.store()));
    const keys = Array.from({ length: 100 }, (_, n) => `k${n}`);
    const submit = (by: JobSubmissions) => (key: string) =>
      by.submit({ request: { ...request, params: { key } }, idempotencyKey: key });
    const all = await Promise.all([
      ...keys.map(submit(submissions)),
      ...keys.toReversed().map(submit(others)),
      ...Array.from({ length: 100 }, () => others.submit({ request })),
    ]);
    await elsewhere.close();
    const byKey = new Map(keys.map((key, n) => [key, all[n]?.jobId]));
    expect(all.slice(100, 200).map(({ jobId }) => jobId)).toEqual(
      keys.toReversed().map((key) => byKey.get(key)),
    );
    expect(all.filter(({ created }) => created)).toHaveLength(200);
    expect(await jobs()).toBe(200);
  });

  it('do not wait for a key that somebody else is taking', async () => {
    const [taken, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holder = bench.db.write(async (tx) => {
      await tx.query(`INSERT INTO job_submission (owner, key, fingerprint) VALUES ('ann', 'held', 'f')`);
      taken.resolve();
      await leave.promise;
      throw new Error('the job could not be made');
    });
    holder.catch(() => undefined);
    await taken.promise;
    const held = submissions.submit({ request, idempotencyKey: 'held' });
    const together = await Promise.all([
      submissions.submit({ request, idempotencyKey: 'k' }),
      submissions.submit({ request }),
    ]);
    const later = await submissions.submit({ request, idempotencyKey: 'later' });
    expect([...together, later].every(({ created }) => created)).toBe(true);
    expect(await jobs()).toBe(3);
    leave.resolve();
    await expect(holder).rejects.toThrow('could not be made');
    expect(await held).toMatchObject({ created: true });
  });

  it('that were confirmed are there, however often connections end meanwhile', async () => {
    const elsewhere = await bench.connectAgain('submits-under-fire');
    const under = new JobSubmissions(elsewhere, bench.store(), new JobBatches(elsewhere, bench.store()));
    const confirmed: string[] = [];
    let cut = 0;
    for (let round = 0; round < 8; round++) {
      const submitted = Promise.allSettled(
        Array.from({ length: 60 }, (_, n) =>
          under.submit({ request, idempotencyKey: n % 2 ? `${round} ${n}` : undefined }),
        ),
      );
      const { rowCount } = await bench.db.primary.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'submits-under-fire'`,
      );
      cut += rowCount;
      for (const each of await submitted)
        if (each.status === 'fulfilled') confirmed.push(each.value.jobId);
        else expect(each.reason).toMatchObject({ code: 'DatabaseUnavailable' });
    }
    await elsewhere.close();
    expect(cut).toBeGreaterThan(0);
    const { rows } = await bench.db.primary.query<{ id: string }>('SELECT id FROM job');
    const stored = new Set(rows.map(({ id }) => id));
    expect(confirmed.filter((id) => !stored.has(id))).toEqual([]);
    expect(new Set(confirmed).size).toBe(confirmed.length);
  });
});
