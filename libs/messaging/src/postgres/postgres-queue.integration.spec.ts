import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Database, migrate } from '@rowhouse/database';
import { createLogger, Metrics } from '@rowhouse/telemetry';
import { type FreshDatabase, freshDatabase } from '@rowhouse/testing';
import { eventually } from '../conformance/eventually.js';
import { jobMessages } from '../conformance/job-messages.js';
import { Recorder } from '../conformance/recorder.js';
import { messagingMigrations } from '../messaging-migrations.js';
import { noQueueMetrics, queueMetrics } from '../queue-metrics.js';
import { PostgresConsumer } from './postgres-consumer.js';
import { PostgresEventBus } from './postgres-event-bus.js';
import { PostgresQueue, type PostgresQueueOptions } from './postgres-queue.js';
import { QueueMessageTable } from './queue-message-table.js';

const log = createLogger({ service: 'test', level: 'silent' });

describe('PostgresQueue', () => {
  jest.setTimeout(30_000);
  let fresh: FreshDatabase;
  let database: Database;
  let queues: PostgresQueue[];

  beforeEach(async () => {
    fresh = await freshDatabase();
    await migrate(fresh.url, [messagingMigrations]);
    database = await Database.connect({
      url: fresh.url,
      replicaUrls: [],
      poolSize: 5,
      maxReplicaLagMs: 5_000,
      primaryReadLimit: 5,
      applicationName: 'messaging-test',
    });
    queues = [];
  });

  afterEach(async () => {
    for (const queue of queues) await queue.close();
    await database.close();
    await fresh.drop();
  });

  function open(options: Partial<PostgresQueueOptions> = {}): PostgresQueue {
    const queue = new PostgresQueue({ database, log, maxDeliveries: 3, ...options });
    queues.push(queue);
    return queue;
  }

  it('keeps the newest dead letters, of each pool and not for ever, and counts what it drops', async () => {
    const metrics = new Metrics({ service: 'test', processMetrics: false });
    const queue = open({ maxDeliveries: 1, deadLettersKept: 2, metrics: queueMetrics(metrics) });
    const fail = async () => {
      throw new Error('poison');
    };
    await queue.publish('gpu', jobMessages(1));
    await queue.consume('gpu', 1, fail);
    await queue.publish('cpu', jobMessages(5));
    await queue.consume('cpu', 1, fail);
    const dropped = () =>
      metrics.registry.getSingleMetricAsString('rowhouse_queue_dead_letters_dropped_total');
    await eventually('all five have failed', async () =>
      expect(await dropped()).toContain('{pool="cpu",service="test"} 3'),
    );
    expect(await queue.depth('cpu')).toEqual({ ready: 0, unacknowledged: 0, deadLettered: 2 });
    expect((await queue.depth('gpu')).deadLettered).toBe(1);
    const { rows } = await database.primary.query<{ job_id: string }>(
      `SELECT job_id FROM queue_message WHERE pool = 'cpu' ORDER BY id`,
    );
    expect(rows.map(({ job_id }) => job_id)).toEqual(['job-3', 'job-4']);
    await database.primary.query(`UPDATE queue_message SET dead_at = now() - interval '31 days'`);
    await queue.publish('cpu', jobMessages(1));
    await eventually('the old ones are gone', async () =>
      expect(await dropped()).toContain('{pool="cpu",service="test"} 5'),
    );
    expect((await queue.depth('cpu')).deadLettered).toBe(1);
  });

  it('keeps a message with its consumer for as long as that lives', async () => {
    const queue = open({ visibilityMs: 600, pollMs: 100 });
    const first = new Recorder().hold();
    const second = new Recorder();
    await queue.publish('cpu', jobMessages(1));
    await queue.consume('cpu', 1, first.handle);
    await first.received(1);
    await queue.consume('cpu', 1, second.handle);
    await sleep(2_000);
    expect(second.deliveries).toEqual([]);
    expect((await queue.depth('cpu')).unacknowledged).toBe(1);
    first.letGo();
    await eventually('it is gone', async () => (await queue.depth('cpu')).unacknowledged === 0);
  });

  it('wakes by notification, not by its poll', async () => {
    const queue = open({ pollMs: 3_600_000 });
    const seen = new Recorder();
    await queue.consume('cpu', 1, seen.handle);
    for (let round = 1; round <= 3; round++) {
      await queue.publish('cpu', jobMessages(1, `round-${round}`));
      await seen.received(round);
    }
  });

  it('consumes again after its connections were ended by the server', async () => {
    const queue = open({ pollMs: 3_600_000 });
    const seen = new Recorder();
    await queue.consume('cpu', 1, seen.handle);
    await database.primary
      .query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
      .catch(() => undefined);
    await eventually('it takes messages', () => queue.publish('cpu', jobMessages(1)));
    await seen.received(1);
  });

  it('asks the database once per poll when there is nothing to do', async () => {
    let queries = 0;
    const counting = new QueueMessageTable({
      query: (text, values) => {
        queries++;
        return database.primary.query(text, values);
      },
    });
    const consumer = new PostgresConsumer({
      table: counting,
      pool: 'cpu',
      prefetch: 50,
      maxDeliveries: 3,
      visibilityMs: 300,
      pollMs: 1_000,
      deadLettersKept: 10,
      handler: async () => {},
      metrics: noQueueMetrics,
      log,
    });
    await sleep(2_500);
    await consumer.stop();
    expect(queries).toBeGreaterThan(0);
    expect(queries).toBeLessThanOrEqual(3);
  });

  it('hands back untouched what it claimed while it was being stopped', async () => {
    const queue = open();
    await queue.publish('cpu', jobMessages(200));
    for (let round = 0; round < 10; round++) {
      const seen = new Recorder();
      const consumer = await queue.consume('cpu', 3, seen.handle);
      await consumer.stop();
      const { rows } = await database.primary.query<{ held: number; counted: number }>(
        `SELECT count(holder)::integer AS held,
           count(*) FILTER (WHERE delivery_count > 0)::integer AS counted FROM queue_message`,
      );
      expect(rows[0]).toEqual({ held: 0, counted: 0 });
    }
  });

  it('counts by pool', async () => {
    const metrics = new Metrics({ service: 'test', processMetrics: false });
    const queue = open({ metrics: queueMetrics(metrics) });
    let calls = 0;
    await queue.consume('cpu', 1, async () => {
      calls++;
      throw new Error('poison');
    });
    await queue.publish('cpu', jobMessages(1));
    await eventually('it is a dead letter', async () => (await queue.depth('cpu')).deadLettered === 1);
    expect(calls).toBe(3);
    const text = await metrics.render();
    for (const [name, value] of Object.entries({
      queue_published_total: 1,
      queue_deliveries_total: 3,
      queue_redeliveries_total: 2,
      queue_handler_failures_total: 3,
      queue_dead_letters_total: 1,
    })) {
      expect(text).toContain(`rowhouse_${name}{pool="cpu",service="test"} ${value}`);
    }
  });

  it('drops a notification that is no event', async () => {
    const events = new PostgresEventBus({ database, log });
    const heard: string[] = [];
    await events.subscribe('#', (topic) => heard.push(topic));
    await database.primary.query("SELECT pg_notify('rowhouse_events', 'nonsense')");
    await events.publish('t', {});
    await eventually('the event is heard', () => heard.length > 0);
    expect(heard).toEqual(['t']);
    await events.close();
  });
});
