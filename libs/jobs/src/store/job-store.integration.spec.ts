import { errors } from '@rowhouse/contract';
import { failure, JobsBench } from '../../test/jobs-bench.js';
import type { Claim } from '../life/job.js';
import { JobEntity } from '../schema/job.entity.js';
import type { JobStore } from './job-store.js';

describe('JobStore', () => {
  let bench: JobsBench;
  let store: JobStore;

  beforeAll(async () => {
    bench = await JobsBench.open();
    store = bench.store();
    await bench.db.primary.query('CREATE TABLE ledger (note text)');
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    await bench.clear();
    await bench.db.primary.query('TRUNCATE ledger');
  });

  const claimed = async (attempt = 1, request = {}): Promise<Claim> => {
    const claim = await store.claim(await bench.create(request), attempt, 'w1');
    if (!claim) throw new Error('The job could not be claimed.');
    return claim;
  };
  const ledger = async () =>
    (await bench.db.primary.query<{ note: string }>('SELECT note FROM ledger')).rows.map(({ note }) => note);

  describe('create', () => {
    it('stores what was asked for, with the defaults', async () => {
      const id = await bench.create({ subject: 'ann/cars', priority: 2, params: { split: 'train' } });
      expect(await store.get(id)).toMatchObject({
        id,
        kind: 'test',
        pool: 'cpu',
        owner: 'ann',
        subject: 'ann/cars',
        state: 'queued',
        priority: 2,
        params: { split: 'train' },
        attempt: 1,
        maxAttempts: 3,
        progress: {},
        result: null,
        error: null,
        history: [],
        startedAt: null,
        finishedAt: null,
        cpuMs: 0,
      });
    });

    it('gives ids of UUID version 7 that grow with time', async () => {
      const ids = await bench.db.write(async (tx) => {
        const made: string[] = [];
        for (let n = 0; n < 50; n++) {
          made.push(await store.create(tx, { kind: 'test', pool: 'cpu', owner: 'ann', params: {} }));
        }
        return made;
      });
      expect([...ids].sort()).toEqual(ids);
      for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
      const madeAt = Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16);
      expect(Math.abs(madeAt - Date.now())).toBeLessThan(3_600_000);
    });

    it('leaves nothing when the caller rolls back', async () => {
      const attempt = bench.db.write(async (tx) => {
        await store.create(tx, { kind: 'test', pool: 'cpu', owner: 'ann', params: {} });
        throw errors.UnexpectedError();
      });
      await expect(attempt).rejects.toMatchObject({ code: 'UnexpectedError' });
      expect((await store.list()).items).toEqual([]);
    });

    it.each([
      [{ pool: 'GPU 1' }, "'pool'"],
      [{ priority: 101 }, "'priority'"],
      [{ priority: 0.5 }, "'priority'"],
      [{ maxAttempts: 0 }, "'maxAttempts'"],
    ])('refuses %j', async (request, named) => {
      await expect(bench.create(request)).rejects.toMatchObject({
        code: 'InvalidParameter',
        message: expect.stringContaining(named),
      });
    });

    it('is readable through the TypeORM entity, column by column', async () => {
      const id = await bench.create({ subject: 'ann/cars', params: { a: 1 } });
      const row = await bench.db.dataSource.getRepository(JobEntity).findOneByOrFail({ id });
      expect(row).toMatchObject({
        kind: 'test',
        subject: 'ann/cars',
        params: { a: 1 },
        fence: '0',
        cpuMs: '0',
      });
      expect(row.runAt).toEqual(row.createdAt);
    });
  });

  describe('claim', () => {
    it('lets exactly one of 20 concurrent claimers have the job', async () => {
      const id = await bench.create();
      const claims = await Promise.all(Array.from({ length: 20 }, (_, n) => store.claim(id, 1, `w${n}`)));
      const won = claims.filter((claim) => claim !== null);
      expect(won).toHaveLength(1);
      expect(await store.get(id)).toMatchObject({ state: 'running', worker: won[0]?.workerId, attempt: 1 });
    });

    it('refuses messages of other attempts, unknown jobs and nonsense', async () => {
      const id = await bench.create();
      expect(await store.claim(id, 2, 'w1')).toBeNull();
      expect(await store.claim(id, 0, 'w1')).toBeNull();
      expect(await store.claim('0198b2a0-0000-7000-8000-000000000000', 1, 'w1')).toBeNull();
      expect(await store.claim("x' OR true --", 1, 'w1')).toBeNull();
      expect(await store.get(id)).toMatchObject({ state: 'queued' });
    });

    it('refuses the message of an attempt that was tried again since', async () => {
      const claim = await claimed();
      expect(await store.fail(claim, failure(true))).toBe('retried');
      expect(await store.claim(claim.jobId, 1, 'w2')).toBeNull();
      expect(await store.claim(claim.jobId, 2, 'w2')).toMatchObject({ attempt: 2, workerId: 'w2' });
    });

    it('numbers claims so that a later one has the greater fence', async () => {
      const first = await claimed();
      const second = await claimed();
      expect(BigInt(second.fence)).toBeGreaterThan(BigInt(first.fence));
    });
  });

  describe('heartbeat', () => {
    it('extends the lease and keeps the progress', async () => {
      const claim = await claimed();
      await bench.expire(claim.jobId);
      expect(await store.heartbeat(claim, { fraction: 0.5, message: 'half way' })).toBe('ok');
      const job = await store.get(claim.jobId);
      expect(job?.progress).toEqual({ fraction: 0.5, message: 'half way' });
      const { rows } = await bench.db.primary.query<{ left_s: number }>(
        'SELECT extract(epoch FROM lease_until - now())::float8 AS left_s FROM job WHERE id = $1',
        [claim.jobId],
      );
      expect(rows[0]?.left_s).toBeGreaterThan(1);
      expect(await store.heartbeat(claim)).toBe('ok');
      expect((await store.get(claim.jobId))?.progress).toEqual({ fraction: 0.5, message: 'half way' });
    });

    it('takes a message that broken input made unfit for jsonb', async () => {
      const claim = await claimed();
      expect(await store.heartbeat(claim, { message: 'cell a\u0000b of \ud83d' })).toBe('ok');
      expect((await store.get(claim.jobId))?.progress.message).toBe('cell a\ufffdb of \ufffd');
    });

    it('tells an older claim that it is lost', async () => {
      const claim = await claimed();
      await store.release(claim);
      expect(await store.heartbeat(claim)).toBe('lost');
      const next = await store.claim(claim.jobId, 1, 'w2');
      expect(await store.heartbeat(claim, { fraction: 0.9 })).toBe('lost');
      expect(next && (await store.heartbeat(next))).toBe('ok');
    });
  });

  describe('succeed', () => {
    it('stores result, effects and end in one transaction', async () => {
      const claim = await claimed();
      const done = await store.succeed(
        claim,
        { rows: 3 },
        async (tx) => void (await tx.query(`INSERT INTO ledger VALUES ('done')`)),
        { cpuMs: 12.4 },
      );
      expect(done).toBe(true);
      const job = await store.get(claim.jobId);
      expect(job).toMatchObject({ state: 'succeeded', result: { rows: 3 }, cpuMs: 12, leaseUntil: null });
      expect(job?.progress.fraction).toBe(1);
      expect(job?.finishedAt).toBeInstanceOf(Date);
      expect(await ledger()).toEqual(['done']);
    });

    it('is rolled back together with effects that throw', async () => {
      const claim = await claimed();
      const attempt = store.succeed(claim, { rows: 3 }, async (tx) => {
        await tx.query(`INSERT INTO ledger VALUES ('half done')`);
        throw errors.StorageFull({});
      });
      await expect(attempt).rejects.toMatchObject({ code: 'StorageFull' });
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'running', result: null });
      expect(await ledger()).toEqual([]);
      expect(await store.succeed(claim, null)).toBe(true);
    });

    it('is refused, effects included, once another worker has claimed the job', async () => {
      const late = await claimed();
      await bench.expire(late.jobId);
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
      const claim = await claimed();
      const effects = async (tx: { query(text: string): Promise<unknown> }) =>
        void (await tx.query(`INSERT INTO ledger VALUES ('once')`));
      const told = await Promise.all(Array.from({ length: 5 }, () => store.succeed(claim, null, effects)));
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await ledger()).toEqual(['once']);
    });
  });

  describe('fail', () => {
    it('tries again after a backoff, and fails for good after the last attempt', async () => {
      const patient = bench.store({ backoff: { baseMs: 60_000, maxMs: 600_000 } });
      const id = await bench.create({ maxAttempts: 2 });
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
      const claim = await claimed();
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
      const claim = await claimed();
      await store.succeed(claim, null);
      expect(await store.fail(claim, failure(true))).toBe('fenced');
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'succeeded', error: null });
    });

    it('waits as long as the failure asks for', async () => {
      const claim = await claimed();
      await store.fail(claim, { ...failure(true), retryAfterMs: 3_600_000 });
      const job = await store.get(claim.jobId);
      expect((job?.runAt.getTime() ?? 0) - (job?.createdAt.getTime() ?? 0)).toBeGreaterThan(3_500_000);
    });
  });

  describe('release', () => {
    it('hands the attempt back without counting it', async () => {
      const claim = await claimed();
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
      const claim = await claimed();
      await store.succeed(claim, null);
      await store.release(claim);
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'succeeded' });
    });
  });

  describe('cancel', () => {
    it('ends a queued job at once, with its effects', async () => {
      const id = await bench.create();
      const effects = async (tx: { query(text: string): Promise<unknown> }) =>
        void (await tx.query(`INSERT INTO ledger VALUES ('cancelled')`));
      expect(await store.cancel(id, effects)).toBe('cancelled');
      expect(await store.get(id)).toMatchObject({ state: 'cancelled', startedAt: null });
      expect(await store.claim(id, 1, 'w1')).toBeNull();
      expect(await store.cancel(id, effects)).toBe('ended');
      expect(await ledger()).toEqual(['cancelled']);
    });

    it('asks the worker of a running job to stop, and ends it cancelled then', async () => {
      const claim = await claimed();
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
      const claim = await claimed();
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
      const claim = await claimed(1, { maxAttempts: 1 });
      expect(await store.fail(claim, failure(true))).toBe('failed');
      const effects = async (tx: { query(text: string): Promise<unknown> }) =>
        void (await tx.query(`INSERT INTO ledger VALUES ('again')`));
      const revived = await store.retry(claim.jobId, effects);
      expect(revived).toMatchObject({ state: 'queued', attempt: 2, maxAttempts: 2, finishedAt: null });
      expect(await ledger()).toEqual(['again']);
      expect(await store.claim(claim.jobId, 1, 'w2')).toBeNull();
      const again = await store.claim(claim.jobId, 2, 'w2');
      expect(again && (await store.succeed(again, null))).toBe(true);
      expect(await store.get(claim.jobId)).toMatchObject({ state: 'succeeded', error: null });
    });

    it.each(['queued', 'running', 'succeeded'])('refuses a job that is %s', async (state) => {
      const id = await bench.create();
      const claim = state === 'queued' ? null : await store.claim(id, 1, 'w1');
      if (claim && state === 'succeeded') await store.succeed(claim, null);
      await expect(store.retry(id)).rejects.toMatchObject({ code: 'JobStateConflict', details: { state } });
      expect(await store.get(id)).toMatchObject({ state });
    });
  });

  describe('reading', () => {
    it('pages through all jobs, the newest first, without gaps or repeats', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 7; n++) ids.push(await bench.create());
      const seen: string[] = [];
      let cursor: string | undefined;
      const sizes: number[] = [];
      do {
        const page = await store.list({}, { limit: 3, ...(cursor && { cursor }) });
        sizes.push(page.items.length);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect(seen).toEqual(ids.reverse());
      expect(sizes).toEqual([3, 3, 1]);
    });

    it('filters by each column, alone and together', async () => {
      const cars = await bench.create({ subject: 'ann/cars', kind: 'convert' });
      const mine = await bench.create({ owner: 'bob', pool: 'gpu', subject: 'bob/x' });
      const ended = await bench.create({ subject: 'ann/cars' });
      await store.cancel(ended);
      const ids = async (filter: object) => (await store.list(filter)).items.map(({ id }) => id);
      expect(await ids({ kind: 'convert' })).toEqual([cars]);
      expect(await ids({ pool: 'gpu' })).toEqual([mine]);
      expect(await ids({ owner: 'bob' })).toEqual([mine]);
      expect(await ids({ subject: 'ann/cars' })).toEqual([ended, cars]);
      expect(await ids({ state: 'cancelled' })).toEqual([ended]);
      expect(await ids({ state: ['cancelled', 'queued'], subject: 'ann/cars' })).toEqual([ended, cars]);
      expect(await ids({ subject: 'ann/cars', owner: 'bob' })).toEqual([]);
    });

    it('shows lists without payloads', async () => {
      await bench.create({ params: { big: 'x'.repeat(1000) } });
      const [item] = (await store.list()).items;
      expect(item).toBeDefined();
      expect(Object.keys(item ?? {})).not.toEqual(expect.arrayContaining(['params']));
      expect(Object.keys(item ?? {})).not.toEqual(expect.arrayContaining(['result']));
    });

    it('refuses a cursor and a limit that it did not make', async () => {
      await expect(store.list({}, { cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({
        code: 'InvalidParameter',
      });
      await expect(store.list({}, { limit: 0 })).rejects.toMatchObject({ code: 'InvalidParameter' });
    });

    it('counts jobs by state and pool', async () => {
      await bench.create();
      await bench.create();
      await bench.create({ pool: 'gpu' });
      await store.cancel(await bench.create());
      expect(await store.countsByStateAndPool()).toEqual([
        { state: 'cancelled', pool: 'cpu', jobs: 1 },
        { state: 'queued', pool: 'cpu', jobs: 2 },
        { state: 'queued', pool: 'gpu', jobs: 1 },
      ]);
    });
  });

  describe('events', () => {
    it('tells of every change after its commit', async () => {
      const topics: string[] = [];
      const events = { publish: async (topic: string) => void topics.push(topic) };
      const loud = bench.store({ events });
      const id = await bench.create();
      const first = await loud.claim(id, 1, 'w1');
      if (first) await loud.heartbeat(first, { fraction: 0.1 });
      if (first) await loud.fail(first, failure(true));
      await loud.cancel(id);
      await loud.retry(id);
      const second = await loud.claim(id, 3, 'w1');
      await loud.cancel(id);
      if (second) await loud.succeed(second, null);
      expect(topics).toEqual([
        'job.running',
        'job.progress',
        'job.queued',
        'job.cancelled',
        'job.queued',
        'job.running',
        'job.cancelling',
        'job.succeeded',
      ]);
    });

    it('never lets a bus that is down fail a transition', async () => {
      const warned: string[] = [];
      const deaf = bench.store({
        events: { publish: () => Promise.reject(errors.QueueUnavailable()) },
        log: { warn: (_: object, text?: string) => void warned.push(text ?? '') } as never,
      });
      const claim = await deaf.claim(await bench.create(), 1, 'w1');
      expect(claim && (await deaf.succeed(claim, null))).toBe(true);
      await new Promise((resolve) => setImmediate(resolve));
      expect(warned).toHaveLength(2);
    });
  });
});
