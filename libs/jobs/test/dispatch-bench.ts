import type { Database } from '@rowhouse/database';
import {
  type Delivery,
  type JobConsumer,
  type JobMessage,
  type JobQueue,
  openMessaging,
} from '@rowhouse/messaging';
import { createLogger } from '@rowhouse/telemetry';
import { type FreshVhost, freshVhost } from '@rowhouse/testing';
import { Dispatcher, type DispatcherOptions } from '../src/dispatch/dispatcher.js';
import type { JobRequest } from '../src/life/job-request.js';
import type { JobStore } from '../src/store/job-store.js';
import { JobsBench, until } from './jobs-bench.js';

const log = createLogger({ service: 'test', level: 'silent' });

export const drivers = ['postgres', 'rabbitmq'] as const;

/** Longer than any test: what happens in time did not wait for it. */
export const never = 3_600_000;

/** A queue of either driver beside a fresh database; each test works in a pool of its own. */
export class DispatchBench {
  readonly store: JobStore;
  #pools = 0;
  #started: Dispatcher[] = [];
  #consumers: JobConsumer[] = [];

  private constructor(
    readonly jobs: JobsBench,
    readonly queue: JobQueue,
    private readonly closeQueue: () => Promise<void>,
  ) {
    this.store = jobs.store();
  }

  static async open(driver: (typeof drivers)[number]): Promise<DispatchBench> {
    const jobs = await JobsBench.open();
    const vhost: FreshVhost | null = driver === 'rabbitmq' ? await freshVhost() : null;
    const messaging = await openMessaging({ queueUrl: vhost?.url ?? 'postgres', database: jobs.db, log });
    return new DispatchBench(jobs, messaging.queue, async () => {
      await messaging.close();
      await vhost?.drop();
    });
  }

  get pool(): string {
    return `pool-${this.#pools}`;
  }

  /** Ends what the test before has started. */
  async nextTest(): Promise<void> {
    await Promise.all(this.#consumers.splice(0).map((consumer) => consumer.stop()));
    await this.stopDispatchers();
    await this.jobs.clear();
    this.#pools += 1;
  }

  async close(): Promise<void> {
    await this.nextTest();
    await this.closeQueue();
    await this.jobs.close();
  }

  start(options: DispatcherOptions = {}, db: Database = this.jobs.db, queue = this.queue): Dispatcher {
    const leadership = { retryMs: 50, pingMs: 100, pingTimeoutMs: 5_000 };
    const dispatcher = new Dispatcher(db, queue, { leadership, ...options });
    this.#started.push(dispatcher);
    dispatcher.start();
    return dispatcher;
  }

  async stopDispatchers(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((dispatcher) => dispatcher.stop()));
  }

  create(request: Partial<JobRequest> = {}): Promise<string> {
    return this.jobs.create({ pool: this.pool, ...request });
  }

  async createMany(owners: string[], request: Partial<JobRequest> = {}): Promise<string[]> {
    const ids: string[] = [];
    for (const owner of owners) ids.push(await this.create({ owner, ...request }));
    return ids;
  }

  /** Takes messages one at a time, in the order of the queue. */
  async consume(handle: (delivery: Delivery) => Promise<void>): Promise<JobConsumer> {
    const consumer = await this.queue.consume(this.pool, 1, handle);
    this.#consumers.push(consumer);
    return consumer;
  }

  /** Lets the first messages of the pool vanish, as a broker that lost its disk would. */
  async loseMessages(count: number): Promise<void> {
    let lost = 0;
    const enough = Promise.withResolvers<void>();
    const consuming: Promise<JobConsumer> = this.queue.consume(this.pool, 1, async () => {
      lost += 1;
      // Stopped before the last message is settled, so that no further one comes.
      if (lost < count) return;
      const consumer = await consuming;
      enough.resolve(consumer.stop());
    });
    await enough.promise;
  }

  async ready(pool = this.pool): Promise<number> {
    return (await this.queue.depth(pool)).ready;
  }

  readyIs(count: number, pool = this.pool): Promise<number> {
    return until(
      () => this.ready(pool),
      (ready) => ready === count,
    );
  }

  async finish({ jobId, attempt }: JobMessage): Promise<void> {
    const claim = await this.store.claim(jobId, attempt, 'w1');
    if (claim) await this.store.succeed(claim, null);
  }
}

export function leads(dispatcher: Dispatcher): Promise<boolean> {
  return until(() => dispatcher.leading, Boolean);
}
