import { createLogger } from '@rowhouse/telemetry';
import { FlakyProxy, freshVhost } from '@rowhouse/testing';
import { eventBusConformance } from '../conformance/event-bus-conformance.js';
import { jobQueueConformance } from '../conformance/job-queue-conformance.js';
import { RabbitMqConnection } from './rabbitmq-connection.js';
import { RabbitMqEventBus } from './rabbitmq-event-bus.js';
import { RabbitMqQueue } from './rabbitmq-queue.js';

const log = createLogger({ service: 'test', level: 'silent' });
const maxDeliveries = 3;

async function open(url: string) {
  const publishing = await RabbitMqConnection.open(url, { name: 'publishing', log });
  const consuming = await RabbitMqConnection.open(url, { name: 'consuming', log });
  const options = { publishing, consuming, log, timeoutMs: 3_000 };
  const queue = new RabbitMqQueue({ ...options, maxDeliveries });
  const events = new RabbitMqEventBus(options);
  const close = async () => {
    await Promise.all([queue.close(), events.close()]);
    await Promise.all([publishing.close(), consuming.close()]);
  };
  return { queue, events, close };
}

async function openPeer(url: string, closers: (() => Promise<void>)[]) {
  const proxy = await FlakyProxy.start(url);
  const peer = await open(proxy.url);
  closers.push(async () => {
    await peer.close();
    await proxy.close();
  });
  return {
    ...peer,
    crash: () => proxy.refuse(),
    interrupt: async () => proxy.cut(),
    disconnect: () => proxy.refuse(),
    reconnect: () => proxy.restore(),
  };
}

async function fixture() {
  const vhost = await freshVhost();
  const main = await open(vhost.url);
  const closers = [main.close];
  return {
    ...main,
    maxDeliveries,
    openPeer: () => openPeer(vhost.url, closers),
    close: async () => {
      for (const close of closers) await close();
      await vhost.drop();
    },
  };
}

jobQueueConformance('RabbitMqQueue', fixture);
eventBusConformance('RabbitMqEventBus', fixture);
