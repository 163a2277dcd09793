import { jest } from '@jest/globals';
import { errors } from '@rowhouse/contract';
import { JobsBench } from '../../test/jobs-bench.js';
import type { JobRequest } from '../life/job-request.js';
import { Reaper } from '../reap/reaper.js';
import { JobStore } from '../store/job-store.js';
import { stateOf } from './follow-children.js';
import { JobBatches } from './job-batches.js';

jest.setTimeout(60_000);

const broken = errors.InvalidModel({ field: 'x', reason: 'it is broken' });

describe('a job of others', () => {
  let bench: JobsBench;
  let jobs: JobStore;
  let batches: JobBatches;
  const told: string[] = [];
  beforeAll(async () => {
    bench = await JobsBench.open();
    const events = {
      publish: async (topic: string, event: object) =>
        void told.push(`${topic} ${(event as { jobId: string }).jobId}`),
    };
    jobs = bench.store({ events });
    batches = new JobBatches(bench.db, jobs);
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.clear());

  const make = (count: number, child: Partial<JobRequest> = {}) =>
    bench.db.write((tx) =>
      batches.create(tx, {
        kind: 'test',
        owner: 'ann',
        params: { all: true },
        children: Array.from({ length: count }, (_, place) => ({ pool: 'cpu', params: { place }, ...child })),
      }),
    );
  const childrenOf = async (parent: string) => (await batches.results(parent, [])).map(({ id }) => id);
  const claim = async (id: string) => {
    const claimed = await jobs.claim(id, 1, 'w');
    if (!claimed) throw new Error(`the job ${id} was not claimed`);
    return claimed;
  };
  const stateNow = async (id: string) => (await jobs.get(id))?.state;

  it('ends with the last of them, however many end at once, and is told to have ended once', async () => {
    const parent = await make(20);
    expect(await jobs.get(parent)).toMatchObject({
      state: 'running',
      children: 20,
      pool: 'batch',
      parentId: null,
    });
    const claims = await Promise.all((await childrenOf(parent)).map(claim));
    await Promise.all(
      claims.map((one, place) =>
        place % 4 === 0
          ? jobs.fail(one, broken.toStored(), undefined, { cpuMs: 5 })
          : jobs.succeed(one, { place }, undefined, { cpuMs: 10, gpuMs: 3 }),
      ),
    );
    expect(await jobs.get(parent)).toMatchObject({
      state: 'succeeded',
      result: { total: 20, succeeded: 15, failed: 5, cancelled: 0 },
      cpuMs: 175,
      gpuMs: 45,
      progress: { fraction: 1 },
      error: null,
    });
    expect(told.filter((line) => line === `job.succeeded ${parent}`)).toHaveLength(1);
    const results = await batches.results(parent, ['place']);
    expect(results.map(({ place }) => place)).toEqual(Array.from({ length: 20 }, (_, place) => place));
    expect(results[1]).toMatchObject({ state: 'succeeded', params: { place: 1 }, result: {}, error: null });
    expect(results[4]).toMatchObject({ state: 'failed', result: null, error: { code: 'InvalidModel' } });
  });

  it('shows the mean of their progress, also of those that run', async () => {
    const parent = await make(4);
    const [first, second] = await childrenOf(parent);
    await jobs.succeed(await claim(first as string), null);
    await jobs.heartbeat(await claim(second as string), { fraction: 0.5 });
    expect(await batches.progress(parent)).toEqual({
      counts: { total: 4, queued: 2, running: 1, succeeded: 1, failed: 0, cancelled: 0 },
      fraction: 0.375,
    });
    expect((await jobs.get(parent))?.state).toBe('running');
  });

  it('fails when all have failed, with the reason of the first', async () => {
    const parent = await make(2, { maxAttempts: 2 });
    const [first, second] = await childrenOf(parent);
    const again = { ...broken.toStored(), retryable: true };
    expect(await jobs.fail(await claim(first as string), again)).toBe('retried');
    await jobs.fail(await claim(second as string), broken.toStored());
    expect(await stateNow(parent)).toBe('running');
    const next = await jobs.claim(first as string, 2, 'w');
    await jobs.fail(next as NonNullable<typeof next>, again);
    expect(await jobs.get(parent)).toMatchObject({
      state: 'failed',
      error: { code: 'AllChildrenFailed', message: expect.stringMatching(/2 parts.*it is broken/) },
    });
    await expect(jobs.retry(parent)).rejects.toMatchObject({ code: 'JobStateConflict' });
  });

  it('is cancelled with all of them; one that runs stops at its heartbeat', async () => {
    const parent = await make(3);
    const [first, second, third] = (await childrenOf(parent)) as [string, string, string];
    await jobs.succeed(await claim(first), { kept: true });
    const running = await claim(second);
    expect(await batches.cancel(parent)).toBe('requested');
    expect([await stateNow(third), await stateNow(parent)]).toEqual(['cancelled', 'running']);
    expect(await jobs.heartbeat(running)).toBe('cancelled');
    await jobs.fail(running, broken.toStored());
    expect(await jobs.get(parent)).toMatchObject({
      state: 'cancelled',
      result: { total: 3, succeeded: 1, failed: 0, cancelled: 2 },
      error: { code: 'JobCancelled' },
    });
    expect(await batches.cancel(parent)).toBe('ended');
  });

  it('that still waits is cancelled at once', async () => {
    const parent = await make(50);
    await batches.cancel(parent);
    expect(await stateNow(parent)).toBe('cancelled');
  });

  it('never runs itself: no lease of it expires, and no worker gets it', async () => {
    const parent = await make(1);
    const reaper = new Reaper(bench.db);
    expect(await reaper.reap()).toBe(0);
    expect(await jobs.claim(parent, 1, 'w')).toBeNull();
    expect(await stateNow(parent)).toBe('running');
    const waiting = await bench.db.primary.query("SELECT pool FROM job WHERE state = 'queued'");
    expect(waiting.rows).toEqual([{ pool: 'cpu' }]);
  });

  it('ends when the last worker crashes, and also when an older version ended its last child', async () => {
    const reaper = new Reaper(bench.db);
    const crashed = await make(1, { maxAttempts: 1 });
    const [child] = await childrenOf(crashed);
    await claim(child as string);
    await bench.expire(child as string);
    expect(await reaper.reap()).toBe(1);
    expect(await stateNow(crashed)).toBe('failed');
    const overlooked = await make(1);
    await bench.db.primary.query(
      `UPDATE job SET state = 'succeeded', finished_at = now() WHERE parent_id = '${overlooked}'`,
    );
    expect(await stateNow(overlooked)).toBe('running');
    await reaper.reap();
    expect(await stateNow(overlooked)).toBe('succeeded');
  });

  it('is listed without them, and they by it', async () => {
    const parent = await make(2);
    const ids = async (of: string | null) =>
      (await jobs.list({ parent: of })).items.map(({ id }) => id).sort();
    expect(await ids(null)).toEqual([parent]);
    expect(await ids(parent)).toEqual((await childrenOf(parent)).sort());
    expect(await ids('nonsense')).toEqual([]);
    expect((await jobs.list()).items).toHaveLength(3);
  });

  it('is refused without any', async () => {
    await expect(make(0)).rejects.toMatchObject({ code: 'InvalidParameter' });
  });
});

it.each([
  [{ succeeded: 1, failed: 99, cancelled: 0 }, false, 'succeeded'],
  [{ succeeded: 0, failed: 1, cancelled: 99 }, false, 'failed'],
  [{ succeeded: 0, failed: 0, cancelled: 2 }, false, 'cancelled'],
  [{ succeeded: 1, failed: 0, cancelled: 1 }, false, 'succeeded'],
  [{ succeeded: 1, failed: 0, cancelled: 1 }, true, 'cancelled'],
  [{ succeeded: 2, failed: 0, cancelled: 0 }, true, 'succeeded'],
])('children that ended %j, cancel asked for: %s, make a parent %s', (counts, cancelled, state) => {
  expect(stateOf({ total: 100, queued: 0, running: 0, ...counts }, cancelled)).toBe(state);
});
