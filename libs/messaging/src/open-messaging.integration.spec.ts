import { inspect } from 'node:util';
import { jest } from '@jest/globals';
import { Database, migrate } from '@rowhouse/database';
import { createLogger, type Logger, Metrics } from '@rowhouse/telemetry';
import { type FreshDatabase, freshDatabase, freshVhost } from '@rowhouse/testing';
import { eventually } from './conformance/eventually.js';
import { jobMessages } from './conformance/job-messages.js';
import { Recorder } from './conformance/recorder.js';
import { messagingMigrations } from './messaging-migrations.js';
import { openMessaging } from './open-messaging.js';

const log = createLogger({ service: 'test', level: 'silent' });

/** Keeps all that a driver hands to the log, without the log's own masking of passwords. */
function loggerInto(lines: string[]): Logger {
  const write = (...words: unknown[]) => lines.push(inspect(words, { depth: 10 }));
  return Object.assign(createLogger({ service: 'test', level: 'silent' }), {
    debug: write,
    info: write,
    warn: write,
    error: write,
  });
}

describe('openMessaging', () => {
  jest.setTimeout(30_000);
  let fresh: FreshDatabase;
  let database: Database;

  beforeAll(async () => {
    fresh = await freshDatabase();
    await migrate(fresh.url, [messagingMigrations]);
    database = await Database.connect({
      url: fresh.url,
      replicaUrls: [],
      poolSize: 5,
      maxReplicaLagMs: 5_000,
      primaryReadLimit: 5,
      applicationName: 'open-test',
    });
  });

  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  async function exchange(queueUrl: string): Promise<void> {
    const metrics = new Metrics({ service: 'test', processMetrics: false });
    const messaging = await openMessaging({ queueUrl, database, log, metrics });
    const seen = new Recorder();
    const heard: string[] = [];
    await messaging.queue.consume('cpu', 1, seen.handle);
    await messaging.events.subscribe('job.*', (topic) => heard.push(topic));
    await messaging.queue.publish('cpu', jobMessages(1));
    await messaging.events.publish('job.1', { state: 'queued' });
    await seen.received(1);
    await eventually('the event is heard', () => heard.length === 1);
    expect(messaging.isConnected()).toBe(true);
    expect(await metrics.render()).toContain('rowhouse_queue_published_total{pool="cpu",service="test"} 1');
    await messaging.close();
  }

  it('opens Postgres', () => exchange('postgres'));

  it('opens RabbitMQ', async () => {
    const vhost = await freshVhost();
    await exchange(vhost.url);
    await vhost.drop();
  });

  it.each([
    '',
    'rabbit',
    'http://user:pa55word@host',
    'amqp://',
    'amqp:user:pa55word@host',
    'amqp://user:pa55word@host:port',
  ])('refuses %j without showing a password', async (queueUrl) => {
    const opening = openMessaging({ queueUrl, database, log });
    await expect(opening).rejects.toThrow("QUEUE_URL must be 'postgres' or a URL such as");
    await expect(opening).rejects.not.toThrow('pa55word');
  });

  it('tells whether the broker is there, and never a password', async () => {
    const lines: string[] = [];
    const queueUrl = 'amqp://user:pa55word@127.0.0.1:1/vhost';
    const noisy = loggerInto(lines);
    const messaging = await openMessaging({ queueUrl, database, log: noisy });
    await eventually('it has tried', () => lines.some((line) => line.includes('can not be reached')));
    expect(messaging.isConnected()).toBe(false);
    expect(lines.join('')).not.toContain('pa55word');
    await messaging.close();
  });
});
