import { jest } from '@jest/globals';
import { createLogger, Metrics } from '@rowhouse/telemetry';
import { FlakyProxy, freshVhost } from '@rowhouse/testing';
import { connect } from 'amqplib';
import { eventually } from '../conformance/eventually.js';
import { jobMessages } from '../conformance/job-messages.js';
import { Recorder } from '../conformance/recorder.js';
import { queueMetrics } from '../queue-metrics.js';
import { RabbitMqConnection } from './rabbitmq-connection.js';
import { RabbitMqQueue, type RabbitMqQueueOptions } from './rabbitmq-queue.js';

const log = createLogger({ service: 'test', level: 'silent' });

describe('RabbitMqQueue', () => {
  jest.setTimeout(30_000);
  let url: string;
  let closers: (() => Promise<void>)[];

  beforeEach(async () => {
    const vhost = await freshVhost();
    url = vhost.url;
    closers = [vhost.drop];
  });

  afterEach(async () => {
    for (const close of closers.reverse()) await close();
  });

  async function open(at = url, options: Partial<RabbitMqQueueOptions> = {}): Promise<RabbitMqQueue> {
    const connection = await RabbitMqConnection.open(at, { name: 'test', log });
    const connections = { publishing: connection, consuming: connection };
    const queue = new RabbitMqQueue({ ...connections, log, maxDeliveries: 3, timeoutMs: 2_000, ...options });
    closers.push(() => connection.close());
    closers.push(() => queue.close());
    return queue;
  }

  /** A bare connection, as an operator's tool would use it. */
  async function openChannel() {
    const model = await connect(url);
    closers.push(() => model.close());
    return model.createChannel();
  }

  it('rejects what no queue takes and declares the queue again for the next publish', async () => {
    const queue = await open();
    await queue.publish('cpu', jobMessages(1));
    await (await openChannel()).deleteQueue('rowhouse.jobs.cpu');
    await expect(queue.publish('cpu', jobMessages(2))).rejects.toMatchObject({
      code: 'QueueUnavailable',
      retryable: true,
      cause: { message: expect.stringContaining("no queue takes 'rowhouse.jobs.cpu'") },
    });
    await queue.publish('cpu', jobMessages(2));
    expect((await queue.depth('cpu')).ready).toBe(2);
  });

  it('dead-letters a message that is no job message and goes on', async () => {
    const metrics = new Metrics({ service: 'test', processMetrics: false });
    const queue = await open(url, { metrics: queueMetrics(metrics) });
    await queue.declare('cpu');
    (await openChannel()).sendToQueue('rowhouse.jobs.cpu', Buffer.from('{"jobId":'), { persistent: true });
    await queue.publish('cpu', jobMessages(1));
    const seen = new Recorder();
    await queue.consume('cpu', 1, seen.handle);
    await seen.received(1);
    await eventually('it is a dead letter', async () =>
      expect(await queue.depth('cpu')).toEqual({ ready: 0, unacknowledged: 0, deadLettered: 1 }),
    );
    expect(seen.jobIds).toEqual(['job-0']);
    const text = await metrics.render();
    expect(text).toContain('rowhouse_queue_published_total{pool="cpu",service="test"} 1');
    expect(text).toContain('rowhouse_queue_deliveries_total{pool="cpu",service="test"} 1');
    expect(text).toContain('rowhouse_queue_dead_letters_total{pool="cpu",service="test"} 1');
  });

  it('attaches again when its queue was deleted', async () => {
    const queue = await open();
    const seen = new Recorder();
    await queue.consume('cpu', 1, seen.handle);
    await (await openChannel()).deleteQueue('rowhouse.jobs.cpu');
    await eventually('the consumer has declared it again', async () => {
      const channel = await openChannel();
      // A passive declaration of a missing queue closes the channel.
      channel.on('error', () => {});
      return (await channel.checkQueue('rowhouse.jobs.cpu')).consumerCount === 1;
    });
    await queue.publish('cpu', jobMessages(1));
    await seen.received(1);
  });

  it('attaches when the broker comes up later', async () => {
    const proxy = await FlakyProxy.start(url);
    closers.push(() => proxy.close());
    await proxy.refuse();
    const queue = await open(proxy.url, { timeoutMs: 200 });
    const seen = new Recorder();
    await queue.consume('cpu', 1, seen.handle);
    await expect(queue.publish('cpu', jobMessages(1))).rejects.toMatchObject({ retryable: true });
    await proxy.restore();
    await eventually('it takes messages', () => queue.publish('cpu', jobMessages(1)));
    await seen.received(1);
  });

  it('says what is wrong when the queue exists with other settings', async () => {
    const channel = await openChannel();
    await channel.assertQueue('rowhouse.jobs.cpu', { durable: true });
    const queue = await open();
    const problem = { name: 'MessagingSetupError', message: expect.stringContaining('other settings') };
    await expect(queue.publish('cpu', jobMessages(1))).rejects.toMatchObject(problem);
    await expect(queue.consume('cpu', 1, new Recorder().handle)).rejects.toMatchObject(problem);
    await channel.deleteQueue('rowhouse.jobs.cpu');
    await queue.publish('cpu', jobMessages(1));
  });

  it('gives up on a broker that takes messages but confirms none', async () => {
    const proxy = await FlakyProxy.start(url);
    closers.push(() => proxy.close());
    const queue = await open(proxy.url, { timeoutMs: 300 });
    await queue.publish('cpu', jobMessages(1));
    proxy.freeze();
    await expect(queue.publish('cpu', jobMessages(1))).rejects.toMatchObject({
      code: 'QueueUnavailable',
      cause: { message: 'no publisher confirm within 300 ms' },
    });
    proxy.cut();
    await proxy.restore();
    await eventually('it takes messages again', () => queue.publish('cpu', jobMessages(1)));
  });

  it('notices a broker that has gone silent and resumes', async () => {
    const proxy = await FlakyProxy.start(`${url}?heartbeat=1`);
    closers.push(() => proxy.close());
    const queue = await open(proxy.url);
    const seen = new Recorder();
    await queue.consume('cpu', 1, seen.handle);
    const before = proxy.connections;
    proxy.freeze();
    await (await open()).publish('cpu', jobMessages(1));
    await eventually('it tries to connect anew', () => proxy.connections > before);
    expect(seen.deliveries).toEqual([]);
    await proxy.restore();
    await seen.received(1);
  });

  it('stops within seconds while the broker is silent', async () => {
    const proxy = await FlakyProxy.start(url);
    closers.push(() => proxy.close());
    const queue = await open(proxy.url);
    const seen = new Recorder().hold();
    const consumer = await queue.consume('cpu', 1, seen.handle);
    await queue.publish('cpu', jobMessages(1));
    await seen.received(1);
    proxy.freeze();
    const stopping = consumer.stop();
    seen.letGo();
    await stopping;
    proxy.cut();
    const other = new Recorder();
    await (await open()).consume('cpu', 1, other.handle);
    await other.received(1);
    expect(other.deliveries[0]).toMatchObject({ jobId: 'job-0', redelivered: true, deliveryCount: 2 });
  });

  it('hands over through a quorum queue, durable and bounded in deliveries', async () => {
    const queue = await open();
    await queue.publish('cpu', jobMessages(1));
    const message = await (await openChannel()).get('rowhouse.jobs.cpu', { noAck: true });
    expect(message).toMatchObject({ properties: { deliveryMode: 2, contentType: 'application/json' } });
    expect(JSON.parse((message as { content: Buffer }).content.toString())).toEqual({
      jobId: 'job-0',
      attempt: 1,
    });
    // Declaring with any other argument would close the channel.
    await (await openChannel()).assertQueue('rowhouse.jobs.cpu', {
      durable: true,
      arguments: {
        'x-queue-type': 'quorum',
        'x-delivery-limit': 2,
        'x-dead-letter-exchange': 'rowhouse.dead',
        'x-dead-letter-routing-key': 'cpu',
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
        'x-consumer-timeout': 86_400_000,
      },
    });
  });
});
