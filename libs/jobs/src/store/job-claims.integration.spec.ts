import { failure } from '../../test/jobs-bench.js';
import { StoreBench } from '../../test/store-bench.js';
import type { JobStore } from './job-store.js';

describe('the claim of a job', () => {
  let bench: StoreBench;
  let store: JobStore;

  beforeAll(async () => {
    bench = await StoreBench.open();
    store = bench.store;
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.clear());

  describe('claim', () => {
    it('lets exactly one of 20 concurrent claimers have the job', async () => {
      const id = await bench.jobs.create();
      const claims = await Promise.all(Array.from({ length: 20 }, (_, n) => store.claim(id, 1, `w${n}`)));
      const won = claims.filter((claim) => claim !== null);
      expect(won).toHaveLength(1);
      expect(await store.get(id)).toMatchObject({ state: 'running', worker: won[0]?.workerId, attempt: 1 });
    });

    it('refuses messages of other attempts, unknown jobs and nonsense', async () => {
      const id = await bench.jobs.create();
      expect(await store.claim(id, 2, 'w1')).toBeNull();
      expect(await store.claim(id, 0, 'w1')).toBeNull();
      expect(await store.claim('0198b2a0-0000-7000-8000-000000000000', 1, 'w1')).toBeNull();
      expect(await store.claim("x' OR true --", 1, 'w1')).toBeNull();
      expect(await store.get(id)).toMatchObject({ state: 'queued' });
    });

    it('refuses the message of an attempt that was tried again since', async () => {
      const claim = await bench.claimed();
      expect(await store.fail(claim, failure(true))).toBe('retried');
      expect(await store.claim(claim.jobId, 1, 'w2')).toBeNull();
      expect(await store.claim(claim.jobId, 2, 'w2')).toMatchObject({ attempt: 2, workerId: 'w2' });
    });

    it('numbers claims so that a later one has the greater fence', async () => {
      const first = await bench.claimed();
      const second = await bench.claimed();
      expect(BigInt(second.fence)).toBeGreaterThan(BigInt(first.fence));
    });
  });

  describe('heartbeat', () => {
    it('extends the lease and keeps the progress', async () => {
      const claim = await bench.claimed();
      await bench.jobs.expire(claim.jobId);
      expect(await store.heartbeat(claim, { fraction: 0.5, message: 'half way' })).toBe('ok');
      const job = await store.get(claim.jobId);
      expect(job?.progress).toEqual({ fraction: 0.5, message: 'half way' });
      const { rows } = await bench.jobs.db.primary.query<{ left_s: number }>(
        'SELECT extract(epoch FROM lease_until - now())::float8 AS left_s FROM job WHERE id = $1',
        [claim.jobId],
      );
      expect(rows[0]?.left_s).toBeGreaterThan(1);
      expect(await store.heartbeat(claim)).toBe('ok');
      expect((await store.get(claim.jobId))?.progress).toEqual({ fraction: 0.5, message: 'half way' });
    });

    it('takes a message that broken input made unfit for jsonb', async () => {
      const claim = await bench.claimed();
      expect(await store.heartbeat(claim, { message: 'cell a\u0000b of \ud83d' })).toBe('ok');
      expect((await store.get(claim.jobId))?.progress.message).toBe('cell a\ufffdb of \ufffd');
    });

    it('tells an older claim that it is lost', async () => {
      const claim = await bench.claimed();
      await store.release(claim);
      expect(await store.heartbeat(claim)).toBe('lost');
      const next = await store.claim(claim.jobId, 1, 'w2');
      expect(await store.heartbeat(claim, { fraction: 0.9 })).toBe('lost');
      expect(next && (await store.heartbeat(next))).toBe('ok');
    });
  });

  describe('release', () => {
    it('hands the attempt back without counting it', async () => {
      const claim = await bench.claimed();
      await store.release(claim, { cpuMs: 7 });
      expect(await store.get(claim.jobId)).toMatchObject({
        state: 'queued',
        attempt: 1,
        worker: null,
        dispatchedAt: null,
        cpuMs: 7,
        history: [],
      });
      const copies = await Promise.all([
        store.claim(claim.jobId, 1, 'w2'),
        store.claim(claim.jobId, 1, 'w3'),
      ]);
      expect(copies.filter((copy) => copy !== null)).toHaveLength(1);
    });

    it('does nothing for an older claim', async () => {
      const claim = await bench.claimed();
      await store.succeed(claim, null);
      await store.release(claim);
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'succeeded' });
    });
  });
});
