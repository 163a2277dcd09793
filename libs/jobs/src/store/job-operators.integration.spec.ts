import { failure } from '../../test/jobs-bench.js';
import { StoreBench } from '../../test/store-bench.js';
import type { JobStore } from './job-store.js';

describe('what a user or an operator does with a job', () => {
  let bench: StoreBench;
  let store: JobStore;

  beforeAll(async () => {
    bench = await StoreBench.open();
    store = bench.store;
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.clear());

  describe('cancel', () => {
    it('ends a queued job at once, with its effects', async () => {
      const id = await bench.jobs.create();
      const effects = bench.notes('cancelled');
      expect(await store.cancel(id, effects)).toBe('cancelled');
      expect(await store.get(id)).toMatchObject({ state: 'cancelled', startedAt: null });
      expect(await store.claim(id, 1, 'w1')).toBeNull();
      expect(await store.cancel(id, effects)).toBe('ended');
      expect(await bench.ledger()).toEqual(['cancelled']);
    });

    it('asks the worker of a running job to stop, and ends it cancelled then', async () => {
      const claim = await bench.claimed();
      expect(await store.cancel(claim.jobId)).toBe('requested');
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'running' });
      expect(await store.heartbeat(claim)).toBe('cancelled');
      const outcomes: object[] = [];
      expect(await store.fail(claim, failure(true), async (_, outcome) => void outcomes.push(outcome))).toBe(
        'cancelled',
      );
      expect(outcomes).toEqual([{ final: true, state: 'cancelled' }]);
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'cancelled' });
    });

    it('does not undo a result that was first', async () => {
      const claim = await bench.claimed();
      await store.cancel(claim.jobId);
      expect(await store.succeed(claim, { rows: 1 })).toBe(true);
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'succeeded', result: { rows: 1 } });
    });

    it('knows no job of another name', async () => {
      await expect(store.cancel('nonsense')).rejects.toMatchObject({ code: 'JobNotFound' });
      await expect(store.retry('0198b2a0-0000-7000-8000-000000000000')).rejects.toMatchObject({
        code: 'JobNotFound',
      });
    });
  });

  describe('retry', () => {
    it('gives a failed job one more attempt with a number of its own', async () => {
      const claim = await bench.claimed({ maxAttempts: 1 });
      expect(await store.fail(claim, failure(true))).toBe('failed');
      const effects = bench.notes('again');
      const revived = await store.retry(claim.jobId, effects);
      expect(revived).toMatchObject({ state: 'queued', attempt: 2, maxAttempts: 2, finishedAt: null });
      expect(await bench.ledger()).toEqual(['again']);
      expect(await store.claim(claim.jobId, 1, 'w2')).toBeNull();
      const again = await store.claim(claim.jobId, 2, 'w2');
      expect(again && (await store.succeed(again, null))).toBe(true);
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'succeeded', error: null });
    });

    it.each(['queued', 'running', 'succeeded'])('refuses a job that is %s', async (state) => {
      const id = await bench.jobs.create();
      const claim = state === 'queued' ? null : await store.claim(id, 1, 'w1');
      if (claim && state === 'succeeded') await store.succeed(claim, null);
      await expect(store.retry(id)).rejects.toMatchObject({ code: 'JobStateConflict', details: { state } });
      expect(await store.get(id)).toMatchObject({ state });
    });
  });
});
