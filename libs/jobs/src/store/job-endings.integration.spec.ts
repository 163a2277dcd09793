import { errors } from '@rowhouse/contract';
import { failure } from '../../test/jobs-bench.js';
import { StoreBench } from '../../test/store-bench.js';
import type { JobStore } from './job-store.js';

describe('the end of an attempt', () => {
  let bench: StoreBench;
  let store: JobStore;

  beforeAll(async () => {
    bench = await StoreBench.open();
    store = bench.store;
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.clear());

  describe('succeed', () => {
    it('stores result, effects and end in one transaction', async () => {
      const claim = await bench.claimed();
      const done = await store.succeed(claim, { rows: 3 }, bench.notes('done'), { cpuMs: 12.4 });
      expect(done).toBe(true);
      const job = await store.get(claim.jobId);
      expect(job).toMatchObject({ state: 'succeeded', result: { rows: 3 }, cpuMs: 12, leaseUntil: null });
      expect(job?.progress.fraction).toBe(1);
      expect(job?.finishedAt).toBeInstanceOf(Date);
      expect(await bench.ledger()).toEqual(['done']);
    });

    it('is rolled back together with effects that throw', async () => {
      const claim = await bench.claimed();
      const attempt = store.succeed(claim, { rows: 3 }, async (tx) => {
        await tx.query(`INSERT INTO ledger VALUES ('half done')`);
        throw errors.StorageFull({});
      });
      await expect(attempt).rejects.toMatchObject({ code: 'StorageFull' });
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'running', result: null });
      expect(await bench.ledger()).toEqual([]);
      expect(await store.succeed(claim, null)).toBe(true);
    });

    it('is refused, effects included, once another worker has claimed the job', async () => {
      const late = await bench.claimed();
      await bench.jobs.expire(late.jobId);
      await store.release(late);
      const next = await store.claim(late.jobId, 1, 'w2');
      const effects = async () => {
        throw new Error('The effects of a refused result must not run.');
      };
      expect(await store.succeed(late, { rows: 1 }, effects)).toBe(false);
      expect(await store.get(late.jobId)).toMatchObject({ state: 'running', worker: 'w2', result: null });
      expect(next && (await store.succeed(next, { rows: 2 }))).toBe(true);
      expect(await store.get(late.jobId)).toMatchObject({ state: 'succeeded', result: { rows: 2 } });
    });

    it('counts once, however often it is told', async () => {
      const claim = await bench.claimed();
      const effects = bench.notes('once');
      const told = await Promise.all(Array.from({ length: 5 }, () => store.succeed(claim, null, effects)));
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await bench.ledger()).toEqual(['once']);
    });
  });

  describe('fail', () => {
    it('tries again after a backoff, and fails for good after the last attempt', async () => {
      const patient = bench.jobs.store({ backoff: { baseMs: 60_000, maxMs: 600_000 } });
      const id = await bench.jobs.create({ maxAttempts: 2 });
      const first = await patient.claim(id, 1, 'w1');
      const told: boolean[] = [];
      const effects = async (_: unknown, { final }: { final: boolean }) => void told.push(final);
      expect(first && (await patient.fail(first, failure(true), effects, { cpuMs: 5 }))).toBe('retried');
      const waiting = await patient.get(id);
      expect(waiting).toMatchObject({ state: 'queued', attempt: 2, dispatchedAt: null, finishedAt: null });
      const waitMs = (waiting?.runAt.getTime() ?? 0) - (waiting?.createdAt.getTime() ?? 0);
      expect(waitMs).toBeGreaterThanOrEqual(30_000);
      expect(waitMs).toBeLessThan(120_000);

      const second = await patient.claim(id, 2, 'w2');
      expect(second && (await patient.fail(second, failure(true), effects, { cpuMs: 5 }))).toBe('failed');
      const job = await patient.get(id);
      expect(job).toMatchObject({ state: 'failed', attempt: 2, cpuMs: 10, error: failure(true) });
      expect(job?.history).toMatchObject([
        { attempt: 1, worker: 'w1', code: 'UnexpectedError' },
        { attempt: 2, worker: 'w2', code: 'UnexpectedError' },
      ]);
      expect(told).toEqual([false, true]);
    });

    it('does not try again what would fail again', async () => {
      const claim = await bench.claimed();
      const error = errors.EmptyDatasetError({ file: 'a\u0000.csv' });
      expect(await store.fail(claim, error)).toBe('failed');
      expect((await store.get(claim.jobId))?.error).toEqual({
        code: 'EmptyDatasetError',
        status: 500,
        retryable: false,
        message: expect.stringContaining("'a\ufffd.csv' is empty"),
        details: { file: 'a\ufffd.csv' },
      });
    });

    it('is refused from an older claim', async () => {
      const claim = await bench.claimed();
      await store.succeed(claim, null);
      expect(await store.fail(claim, failure(true))).toBe('fenced');
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'succeeded', error: null });
    });

    it('waits as long as the failure asks for', async () => {
      const claim = await bench.claimed();
      await store.fail(claim, { ...failure(true), retryAfterMs: 3_600_000 });
      const job = await store.get(claim.jobId);
      expect((job?.runAt.getTime() ?? 0) - (job?.createdAt.getTime() ?? 0)).toBeGreaterThan(3_500_000);
    });
  });
});
