import { jest } from '@jest/globals';
import type { Delivery } from '@rowhouse/messaging';
import { Metrics } from '@rowhouse/telemetry';
import { DispatchBench, drivers, leads, never } from '../../test/dispatch-bench.js';
import { failure, until } from '../../test/jobs-bench.js';
import { JobMetrics } from '../job-metrics.js';
import { fewDueJobs } from './dispatch-sql.js';

jest.setTimeout(60_000);

describe.each(drivers)('Dispatcher on %s', (driver) => {
  let bench: DispatchBench;

  beforeAll(async () => {
    bench = await DispatchBench.open(driver);
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.nextTest());

  it('publishes a new job on its notification, long before the next look', async () => {
    await leads(bench.start({ pollMs: never }));
    const id = await bench.create();
    const received: Delivery[] = [];
    await bench.consume(async (delivery) => void received.push(delivery));
    await until(
      () => received.length,
      (count) => count > 0,
    );
    expect(received).toMatchObject([{ jobId: id, attempt: 1 }]);
    const job = await until(
      () => bench.store.get(id),
      (seen) => seen?.dispatchedAt != null,
    );
    expect(job).toMatchObject({ state: 'queued' });
  });

  it('publishes a job that comes alone without a look at its pool, and each job once', async () => {
    const did: string[] = [];
    const { primary } = bench.jobs.db;
    const query = primary.query.bind(primary);
    jest.spyOn(primary, 'query').mockImplementation((statement, values) => {
      if (typeof statement !== 'string' && statement.text === fewDueJobs) did.push('look');
      return query(statement, values);
    });
    const publish = bench.queue.publish.bind(bench.queue);
    jest.spyOn(bench.queue, 'publish').mockImplementation((pool, messages) => {
      did.push(...messages.map(({ jobId }) => jobId));
      return publish(pool, messages);
    });
    try {
      await leads(bench.start({ pollMs: never }));
      const finished: string[] = [];
      await bench.consume(async (delivery) => {
        await bench.finish(delivery);
        finished.push(delivery.jobId);
      });
      // One that comes while the pool is looked at is found by that look: a few may be needed.
      await until(
        async () => {
          did.length = 0;
          const id = await bench.create();
          await until(
            () => finished,
            (ids) => ids.includes(id),
          );
          return { did: [...did], id };
        },
        (seen) => seen.did[0] === seen.id,
      );
      expect(new Set(finished).size).toBe(finished.length);
    } finally {
      jest.restoreAllMocks();
    }
  });

  it('finds jobs of all pools that were created while nobody dispatched', async () => {
    await bench.create();
    await bench.create({ pool: `${bench.pool}-gpu` });
    bench.start({ pollMs: never });
    await bench.readyIs(1);
    await bench.readyIs(1, `${bench.pool}-gpu`);
  });

  it('publishes a scheduled job when it is due, not before', async () => {
    await leads(bench.start({ pollMs: never }));
    const later = await bench.create({ runAt: new Date(Date.now() + never) });
    const soon = await bench.create({ runAt: new Date(Date.now() + 300) });
    await bench.readyIs(1);
    const job = await until(
      () => bench.store.get(soon),
      (seen) => seen?.dispatchedAt != null,
    );
    expect(job?.dispatchedAt?.getTime()).toBeGreaterThanOrEqual(job?.runAt.getTime() ?? Number.NaN);
    expect(await bench.store.get(later)).toMatchObject({ dispatchedAt: null });
  });

  it('sends each attempt of a failing job a message of its own', async () => {
    bench.start({ pollMs: never });
    const attempts: number[] = [];
    await bench.consume(async ({ jobId, attempt }) => {
      const claim = await bench.store.claim(jobId, attempt, 'w1');
      attempts.push(attempt);
      if (claim) await bench.store.fail(claim, failure(true));
    });
    const id = await bench.create({ maxAttempts: 3 });
    await until(
      () => bench.store.get(id),
      (job) => job?.state === 'failed',
    );
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('sends a released job again, under the same attempt', async () => {
    bench.start({ pollMs: never });
    const attempts: number[] = [];
    await bench.consume(async ({ jobId, attempt }) => {
      const claim = await bench.store.claim(jobId, attempt, 'w1');
      attempts.push(attempt);
      if (!claim) return;
      if (attempts.length === 1) await bench.store.release(claim);
      else await bench.store.succeed(claim, null);
    });
    const id = await bench.create();
    await until(
      () => bench.store.get(id),
      (job) => job?.state === 'succeeded',
    );
    expect(attempts).toEqual([1, 1]);
  });

  it('keeps no more than the window in the queue, and refills it until all is done', async () => {
    await bench.createMany(Array.from({ length: 23 }, () => 'ann'));
    bench.start({ window: 5, pollMs: never });
    await bench.readyIs(5);
    let most = 0;
    let handled = 0;
    await bench.consume(async (delivery) => {
      most = Math.max(most, await bench.ready());
      await bench.finish(delivery);
      handled += 1;
    });
    await until(
      () => bench.store.countsByStateAndPool(),
      (counts) => counts.length === 1 && counts[0]?.state === 'succeeded',
    );
    expect(handled).toBe(23);
    expect(most).toBeLessThanOrEqual(5);
  });

  it('does not publish a job that was cancelled while it waited', async () => {
    const [first, second] = await bench.createMany(['ann', 'ann']);
    bench.start({ window: 1, pollMs: never });
    await bench.readyIs(1);
    await bench.store.cancel(second ?? '');
    const arrived: string[] = [];
    await bench.consume(async (delivery) => {
      arrived.push(delivery.jobId);
      await bench.finish(delivery);
    });
    const third = await bench.create();
    await until(
      () => bench.store.get(third),
      (job) => job?.state === 'succeeded',
    );
    expect(arrived).toEqual([first, third]);
  });

  it('tells how many jobs wait, are in the queue and run', async () => {
    const metrics = new Metrics({ service: 'test', processMetrics: false });
    const { pool } = bench;
    await bench.createMany(['ann', 'ann', 'ann']);
    await bench.store.claim(await bench.create({ pool: 'gpu' }), 1, 'w1');
    bench.start({ window: 2, pollMs: 50, backlogMs: 0, metrics: new JobMetrics(metrics) });
    const text = await until(
      () => metrics.render(),
      (seen) => seen.includes(`rowhouse_jobs{pool="${pool}",state="dispatched",service="test"} 2`),
    );
    expect(text).toContain(`rowhouse_jobs{pool="${pool}",state="waiting",service="test"} 1`);
    expect(text).toContain('rowhouse_jobs{pool="gpu",state="running",service="test"} 1');
    expect(text).toContain(`rowhouse_jobs_dispatched_total{pool="${pool}",service="test"} 2`);
    expect(text).toContain(`rowhouse_job_dispatch_lag_seconds_count{service="test",pool="${pool}"} 2`);
  });

  describe('chooses', () => {
    /** Which jobs arrive in which order, when `window` are in the queue at a time. */
    const order = async (count: number, window: number) => {
      const arrived: string[] = [];
      bench.start({ window, pollMs: never });
      await bench.consume(async (delivery) => {
        arrived.push(delivery.jobId);
        await bench.finish(delivery);
      });
      await until(
        () => arrived.length,
        (length) => length === count,
      );
      return arrived;
    };

    it('the higher priority first', async () => {
      const [a, b] = await bench.createMany(['ann', 'ann']);
      const [high] = await bench.createMany(['ann'], { priority: 5 });
      const [low] = await bench.createMany(['ann'], { priority: -5 });
      const [c] = await bench.createMany(['ann']);
      expect(await order(5, 100)).toEqual([high, a, b, c, low]);
    });

    it('the one that has waited for longer than its lower priority weighs', async () => {
      const ago = (minutes: number) => ({ runAt: new Date(Date.now() - minutes * 60_000) });
      const [urgent] = await bench.createMany(['ann'], { priority: 10 });
      const [old] = await bench.createMany(['ann'], ago(20));
      const [young] = await bench.createMany(['ann'], ago(5));
      expect(await order(3, 100)).toEqual([old, urgent, young]);
    });

    it('the owners in turn, in one go', async () => {
      const ann = await bench.createMany(['ann', 'ann', 'ann', 'ann']);
      const bob = await bench.createMany(['bob', 'bob']);
      const cem = await bench.createMany(['cem']);
      expect(await order(7, 100)).toEqual([ann[0], bob[0], cem[0], ann[1], bob[1], ann[2], ann[3]]);
    });

    it('a newcomer before the rest of a flood, though the flood came first', async () => {
      const flood = await bench.createMany(Array.from({ length: 30 }, () => 'ann'));
      const [newcomer] = await bench.createMany(['bob']);
      const arrived = await order(31, 2);
      expect(arrived.indexOf(newcomer ?? '')).toBeLessThan(4);
      expect(arrived.filter((id) => id !== newcomer)).toEqual(flood);
    });

    it('many jobs of one owner among many owners with one each, until the window is full', async () => {
      await bench.createMany(Array.from({ length: 40 }, (_, n) => `owner${n}`));
      await bench.createMany(Array.from({ length: 40 }, () => 'ann'));
      bench.start({ window: 60, pollMs: never });
      await bench.readyIs(60);
    });
  });
});
