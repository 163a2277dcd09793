import { jest } from '@jest/globals';
import { errors } from '@rowhouse/contract';
import { type JobQueue, openMessaging } from '@rowhouse/messaging';
import { createLogger, Metrics } from '@rowhouse/telemetry';
import { DispatchBench, drivers, leads, never } from '../../test/dispatch-bench.js';
import { until } from '../../test/jobs-bench.js';
import { JobMetrics } from '../job-metrics.js';

jest.setTimeout(60_000);
const log = createLogger({ service: 'test', level: 'silent' });

describe.each(drivers)('Dispatcher on %s, in trouble', (driver) => {
  let bench: DispatchBench;

  beforeAll(async () => {
    bench = await DispatchBench.open(driver);
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.nextTest());

  /** The real queue with some of its ways changed. */
  const queueWith = (changes: Partial<JobQueue>): JobQueue => ({
    declare: (pool) => bench.queue.declare(pool),
    publish: (pool, messages) => bench.queue.publish(pool, messages),
    consume: (pool, prefetch, handler) => bench.queue.consume(pool, prefetch, handler),
    depth: (pool) => bench.queue.depth(pool),
    purgeDeadLetters: (pool) => bench.queue.purgeDeadLetters(pool),
    close: () => Promise.resolve(),
    ...changes,
  });

  it('sends at most a second message when it dies between publishing and noting it', async () => {
    const id = await bench.create();
    await bench.queue.publish(bench.pool, [{ jobId: id, attempt: 1 }]);
    bench.start({ pollMs: never });
    await bench.readyIs(2);
    const claims: boolean[] = [];
    await bench.consume(async ({ jobId, attempt }) => {
      claims.push((await bench.store.claim(jobId, attempt, 'w1')) !== null);
    });
    await until(
      () => claims.length,
      (count) => count === 2,
    );
    expect(claims).toEqual([true, false]);
  });

  it('publishes a message again that the queue has lost', async () => {
    const metrics = new Metrics({ service: 'test', processMetrics: false });
    const id = await bench.create();
    bench.start({ pollMs: 50, lostAfterMs: 300, metrics: new JobMetrics(metrics) });
    await until(
      () => bench.store.get(id),
      (job) => job?.dispatchedAt != null,
    );
    await bench.loseMessages(1);
    await bench.readyIs(1);
    await until(
      () => metrics.render(),
      (text) => /rowhouse_jobs_redispatched_total\{pool="[^"]+",service="test"\} [1-9]/.test(text),
    );
  });

  it('publishes the missing part again when other messages still wait', async () => {
    const ids = await bench.createMany(['ann', 'ann', 'ann']);
    bench.start({ pollMs: 50, lostAfterMs: 300, redispatchAfterMs: 300 });
    await bench.readyIs(3);
    await bench.loseMessages(2);
    await bench.readyIs(3);
    const done = new Set<string>();
    await bench.consume(async (delivery) => {
      await bench.finish(delivery);
      done.add(delivery.jobId);
    });
    await until(
      () => done.size,
      (size) => size === ids.length,
    );
  });

  it('publishes nothing again while all messages wait for a worker', async () => {
    await bench.createMany(['ann', 'bob', 'cem']);
    let looks = 0;
    let published = 0;
    const watched = queueWith({
      depth: (pool) => {
        looks += 1;
        return bench.queue.depth(pool);
      },
      publish: (pool, messages) => {
        published += messages.length;
        return bench.queue.publish(pool, messages);
      },
    });
    bench.start({ pollMs: 20, lostAfterMs: 500, redispatchAfterMs: 500 }, bench.jobs.db, watched);
    await until(
      () => looks,
      (count) => count >= 5,
    );
    expect(published).toBe(3);
  });

  it('tries again, with pauses, while a queue takes nothing, and serves the other pools meanwhile', async () => {
    let failing = true;
    let refused = 0;
    const moody = queueWith({
      publish: async (pool, messages) => {
        if (!failing || pool.endsWith('gpu')) return bench.queue.publish(pool, messages);
        refused += 1;
        throw errors.QueueUnavailable();
      },
    });
    const id = await bench.create();
    bench.start({ pollMs: never, backoff: { baseMs: 20, maxMs: 50 } }, bench.jobs.db, moody);
    await until(
      () => refused,
      (count) => count >= 3,
    );
    await bench.create({ pool: `${bench.pool}-gpu` });
    await bench.readyIs(1, `${bench.pool}-gpu`);
    expect(await bench.store.get(id)).toMatchObject({ state: 'queued', dispatchedAt: null });
    failing = false;
    await bench.readyIs(1);
  });
});

describe('Leadership of the dispatcher', () => {
  let bench: DispatchBench;

  beforeAll(async () => {
    bench = await DispatchBench.open('postgres');
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.nextTest());

  /** A second process, as far as Postgres can tell. */
  const withOther = async (work: (db: typeof bench.jobs.db, queue: JobQueue) => Promise<void>) => {
    const other = await bench.jobs.connectAgain('victim');
    const messaging = await openMessaging({ queueUrl: 'postgres', database: other, log });
    try {
      await work(other, messaging.queue);
    } finally {
      await bench.stopDispatchers();
      await messaging.close();
      await other.close();
    }
  };

  it('is one process at a time, and passes on at a stop or when the connection of the leader is killed', () =>
    withOther(async (db, queue) => {
      const first = bench.start({ pollMs: never });
      await leads(first);
      const second = bench.start({ pollMs: never }, db, queue);
      await bench.create();
      await bench.readyIs(1);
      expect([first.leading, second.leading]).toEqual([true, false]);

      await first.stop();
      await leads(second);
      await bench.create();
      await bench.readyIs(2);

      first.start();
      const killed = await bench.jobs.db.primary.query(`
        SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
      expect(killed.rowCount).toBe(1);
      await until(
        () => [first.leading, second.leading],
        ([a, b]) => a !== b,
      );
      await bench.create();
      await bench.readyIs(3);
    }));

  it('comes back when every connection of the process is killed', () =>
    withOther(async (db, queue) => {
      await leads(bench.start({ pollMs: 500 }, db, queue));
      await bench.jobs.db.primary.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'`,
      );
      await bench.create();
      await bench.readyIs(1);
    }));
});
