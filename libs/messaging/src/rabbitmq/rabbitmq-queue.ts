import type { Logger } from '@rowhouse/telemetry';
import { checkJobMessages, encodeJobMessage } from '../messages/job-message.js';
import { checkPoolName } from '../pool-name.js';
import type { Delivery, JobConsumer, JobMessage, JobQueue, QueueDepth } from '../ports/job-queue.js';
import { noQueueMetrics, type QueueMetrics } from '../queue-metrics.js';
import { ConfirmedPublisher } from './confirmed-publisher.js';
import type { RabbitMqConnection } from './rabbitmq-connection.js';
import { RabbitMqConsumer } from './rabbitmq-consumer.js';
import { deadQueueName, declarePool, jobQueueName } from './topology.js';

export interface RabbitMqQueueOptions {
  /** Apart from the consuming one: a broker short of memory stops reading from publishers, acks would wait too. */
  publishing: RabbitMqConnection;
  consuming: RabbitMqConnection;
  log: Logger;
  metrics?: QueueMetrics;
  /** Deliveries of one message before it is dead-lettered; part of the queue's declaration. Default 20. */
  maxDeliveries?: number;
  /** Limit for each wait for the broker: a connection, a declaration, a group of confirms. Default 5,000 ms. */
  timeoutMs?: number;
}

/** A quorum queue per pool, `rowhouse.jobs.<pool>`, with dead letters in `rowhouse.dead.<pool>`. */
export class RabbitMqQueue implements JobQueue {
  readonly #publisher: ConfirmedPublisher;
  readonly #declared = new Map<string, Promise<void>>();
  readonly #consumers = new Set<RabbitMqConsumer>();
  readonly #metrics: QueueMetrics;
  readonly #maxDeliveries: number;
  readonly #timeoutMs: number;

  constructor(private readonly options: RabbitMqQueueOptions) {
    this.#metrics = options.metrics ?? noQueueMetrics;
    this.#maxDeliveries = options.maxDeliveries ?? 20;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    this.#publisher = new ConfirmedPublisher({
      connection: options.publishing,
      timeoutMs: this.#timeoutMs,
      log: options.log,
    });
    // The broker that comes back may be a new one with an empty disk.
    options.publishing.onDisconnect(() => this.#declared.clear());
  }

  declare(pool: string): Promise<void> {
    const known = this.#declared.get(pool);
    if (known) return known;
    const declaration = this.#declare(pool);
    this.#declared.set(pool, declaration);
    declaration.catch(() => this.#forget(pool, declaration));
    return declaration;
  }

  async publish(pool: string, messages: readonly JobMessage[]): Promise<void> {
    const contents = checkJobMessages(messages).map(encodeJobMessage);
    if (contents.length === 0) return;
    try {
      await this.declare(pool);
      await this.#publisher.publish({ exchange: '', routingKey: jobQueueName(pool) }, contents, {
        persistent: true,
        mandatory: true,
        contentType: 'application/json',
      });
    } catch (error) {
      // The queue may have been deleted behind our back: declare it again next time.
      this.#declared.delete(pool);
      this.#metrics.publishFailed(pool, contents.length);
      throw error;
    }
    this.#metrics.published(pool, contents.length);
  }

  async consume(
    pool: string,
    prefetch: number,
    handler: (delivery: Delivery) => Promise<void>,
  ): Promise<JobConsumer> {
    checkPoolName(pool);
    const consumer = new RabbitMqConsumer({
      connection: this.options.consuming,
      pool,
      prefetch,
      maxDeliveries: this.#maxDeliveries,
      handler,
      metrics: this.#metrics,
      log: this.options.log,
    });
    this.#consumers.add(consumer);
    await consumer.attached(this.#timeoutMs);
    return consumer;
  }

  async depth(pool: string): Promise<QueueDepth> {
    await this.declare(pool);
    const [jobs, dead] = await this.options.publishing.withChannel(this.#timeoutMs, async (channel) => [
      await channel.checkQueue(jobQueueName(pool)),
      await channel.checkQueue(deadQueueName(pool)),
    ]);
    const own = [...this.#consumers].filter((consumer) => consumer.pool === pool);
    return {
      ready: jobs?.messageCount ?? 0,
      unacknowledged: own.reduce((sum, consumer) => sum + consumer.unacknowledged, 0),
      deadLettered: dead?.messageCount ?? 0,
    };
  }

  async purgeDeadLetters(pool: string): Promise<number> {
    await this.declare(pool);
    const { messageCount } = await this.options.publishing.withChannel(this.#timeoutMs, (channel) =>
      channel.purgeQueue(deadQueueName(pool)),
    );
    return messageCount;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    await this.#publisher.close();
  }

  async #declare(pool: string): Promise<void> {
    checkPoolName(pool);
    await this.options.publishing.withChannel(this.#timeoutMs, (channel) =>
      declarePool(channel, pool, this.#maxDeliveries),
    );
  }

  #forget(pool: string, declaration: Promise<void>): void {
    if (this.#declared.get(pool) === declaration) this.#declared.delete(pool);
  }
}
