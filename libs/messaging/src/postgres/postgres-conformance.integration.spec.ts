import { Database, migrate } from '@rowhouse/database';
import { createLogger } from '@rowhouse/telemetry';
import { FlakyProxy, type FreshDatabase, freshDatabase } from '@rowhouse/testing';
import { eventBusConformance } from '../conformance/event-bus-conformance.js';
import { jobQueueConformance } from '../conformance/job-queue-conformance.js';
import { messagingMigrations } from '../messaging-migrations.js';
import { PostgresEventBus } from './postgres-event-bus.js';
import { PostgresQueue } from './postgres-queue.js';

const log = createLogger({ service: 'test', level: 'silent' });
const maxDeliveries = 3;

async function open(url: string, applicationName: string) {
  const database = await Database.connect({
    url,
    applicationName,
    replicaUrls: [],
    poolSize: 5,
    maxReplicaLagMs: 5_000,
    primaryReadLimit: 5,
    timing: { listenBackoffMs: 500 },
  });
  // Short, so that the tests of dead consumers need not wait for long; long enough for a slow machine.
  const queue = new PostgresQueue({ database, log, maxDeliveries, visibilityMs: 2_000, pollMs: 500 });
  const events = new PostgresEventBus({ database, log });
  const close = async () => {
    await Promise.all([queue.close(), events.close()]);
    await database.close();
  };
  return { database, queue, events, close };
}

let fresh: FreshDatabase;

beforeAll(async () => {
  fresh = await freshDatabase();
  await migrate(fresh.url, [messagingMigrations]);
});

afterAll(() => fresh.drop());

async function fixture() {
  const main = await open(fresh.url, 'main');
  await main.database.primary.query('TRUNCATE queue_message');
  const closers = [main.close];

  async function openPeer() {
    const applicationName = `peer-${closers.length}`;
    const proxy = await FlakyProxy.start(fresh.url);
    const peer = await open(proxy.url, applicationName);
    closers.push(async () => {
      await peer.close();
      await proxy.close();
    });
    return {
      ...peer,
      crash: () => proxy.refuse(),
      interrupt: async () => {
        await main.database.primary.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()',
          [applicationName],
        );
      },
      disconnect: () => proxy.refuse(),
      reconnect: () => proxy.restore(),
    };
  }

  return {
    ...main,
    maxDeliveries,
    openPeer,
    close: async () => {
      for (const close of closers.reverse()) await close();
    },
  };
}

jobQueueConformance('PostgresQueue', fixture);
eventBusConformance('PostgresEventBus', fixture);
