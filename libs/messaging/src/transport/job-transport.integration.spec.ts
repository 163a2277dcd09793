import { jest } from '@jest/globals';
import { Controller, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, type MicroserviceOptions, Payload } from '@nestjs/microservices';
import { Database, migrate } from '@rowhouse/database';
import { createLogger } from '@rowhouse/telemetry';
import { type FreshDatabase, freshDatabase } from '@rowhouse/testing';
import { eventually } from '../conformance/eventually.js';
import { jobMessages } from '../conformance/job-messages.js';
import { messagingMigrations } from '../messaging-migrations.js';
import type { Delivery } from '../ports/job-queue.js';
import { PostgresQueue } from '../postgres/postgres-queue.js';
import { JobContext } from './job-context.js';
import { JobDelivery } from './job-delivery.js';
import { JobTransport } from './job-transport.js';

const log = createLogger({ service: 'test', level: 'silent' });

const received: Delivery[] = [];
const contexts: unknown[] = [];
let finished = 0;
let gate = Promise.withResolvers<void>();

@Controller()
class Worker {
  @JobDelivery()
  async run(@Payload() delivery: Delivery, @Ctx() context: JobContext): Promise<void> {
    received.push(delivery);
    contexts.push(context);
    if (delivery.jobId.startsWith('fails') && delivery.deliveryCount === 1) throw new Error('first time');
    if (delivery.jobId.startsWith('waits')) await gate.promise;
    finished++;
  }
}

@Controller()
class SecondWorker {
  @JobDelivery()
  async run(): Promise<void> {}
}

@Controller()
class Idle {}

describe('JobTransport', () => {
  jest.setTimeout(30_000);
  let fresh: FreshDatabase;
  let database: Database;
  let queue: PostgresQueue;

  beforeAll(async () => {
    fresh = await freshDatabase();
    await migrate(fresh.url, [messagingMigrations]);
    database = await Database.connect({
      url: fresh.url,
      replicaUrls: [],
      poolSize: 5,
      maxReplicaLagMs: 5_000,
      primaryReadLimit: 5,
      applicationName: 'transport-test',
    });
    queue = new PostgresQueue({ database, log });
  });

  afterAll(async () => {
    await queue.close();
    await database.close();
    await fresh.drop();
  });

  beforeEach(() => {
    received.length = 0;
    contexts.length = 0;
    finished = 0;
    gate = Promise.withResolvers<void>();
  });

  async function worker(pool: string, ...controllers: Type[]) {
    @Module({ controllers })
    class WorkerModule {}
    return NestFactory.createMicroservice<MicroserviceOptions>(WorkerModule, {
      strategy: new JobTransport({ queue, pool, prefetch: 4 }),
      logger: false,
    });
  }

  it('hands deliveries to the handler and removes them when it is done', async () => {
    const app = await worker('cpu', Worker);
    await app.listen();
    await queue.publish('cpu', jobMessages(10));
    await eventually('all are done', () => finished === 10);
    await eventually('none is left', async () => {
      const { ready, unacknowledged } = await queue.depth('cpu');
      return ready + unacknowledged === 0;
    });
    expect(received[0]).toEqual({ jobId: 'job-0', attempt: 1, redelivered: false, deliveryCount: 1 });
    expect(contexts[0]).toBeInstanceOf(JobContext);
    await app.close();
  });

  it('gives a delivery back when its handler fails', async () => {
    const app = await worker('cpu', Worker);
    await app.listen();
    await queue.publish('cpu', jobMessages(1, 'fails'));
    await eventually('it is done', () => finished === 1);
    expect(received.map(({ deliveryCount }) => deliveryCount)).toEqual([1, 2]);
    await app.close();
  });

  it('waits for running deliveries on close and takes no new ones', async () => {
    const app = await worker('drain', Worker);
    await app.listen();
    await queue.publish('drain', jobMessages(1, 'waits'));
    await eventually('it runs', () => received.length === 1);
    let closed = false;
    const closing = app.close().then(() => {
      closed = true;
    });
    await queue.publish('drain', jobMessages(1, 'late'));
    await eventually('the late one stays', async () => (await queue.depth('drain')).ready === 1);
    expect([closed, finished]).toEqual([false, 0]);
    gate.resolve();
    await closing;
    expect(finished).toBe(1);
    expect(await queue.depth('drain')).toEqual({ ready: 1, unacknowledged: 0, deadLettered: 0 });
  });

  it('does not start without a handler', async () => {
    const app = await worker('gpu', Idle);
    await expect(app.listen()).rejects.toThrow(
      "The worker of pool 'gpu' has 0 methods with @JobDelivery(); it needs exactly one.",
    );
    await app.close();
  });

  it('does not start with two handlers', async () => {
    const app = await worker('gpu', Worker, SecondWorker);
    await expect(app.listen()).rejects.toThrow('has 2 methods with @JobDelivery()');
    await app.close();
  });
});
