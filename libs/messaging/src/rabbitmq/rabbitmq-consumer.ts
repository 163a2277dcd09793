import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@rowhouse/telemetry';
import type { Channel, ConsumeMessage } from 'amqplib';
import { withDeadline } from '../deadline.js';
import { decodeJobMessage } from '../messages/job-message.js';
import { MessagingSetupError } from '../messaging-setup-error.js';
import type { Delivery, JobConsumer } from '../ports/job-queue.js';
import type { QueueMetrics } from '../queue-metrics.js';
import { redeliveryDelayMs } from '../redelivery-delay.js';
import { RunningDeliveries } from '../running-deliveries.js';
import { CLOSE_TIMEOUT_MS, closeChannel } from './close-channel.js';
import { LastingChannel } from './lasting-channel.js';
import type { RabbitMqConnection } from './rabbitmq-connection.js';
import { declarePool, jobQueueName } from './topology.js';

export interface RabbitMqConsumerOptions {
  connection: RabbitMqConnection;
  pool: string;
  prefetch: number;
  maxDeliveries: number;
  handler: (delivery: Delivery) => Promise<void>;
  metrics: QueueMetrics;
  log: Logger;
}

/** Consumes a pool's queue on a channel of its own. */
export class RabbitMqConsumer implements JobConsumer {
  readonly #channel: LastingChannel<Channel>;
  readonly #running = new RunningDeliveries();
  readonly #stopping = new AbortController();
  #consumerTag = '';
  #stopped: Promise<void> | undefined;

  constructor(private readonly options: RabbitMqConsumerOptions) {
    this.#channel = new LastingChannel({
      connection: options.connection,
      purpose: `consuming ${jobQueueName(options.pool)}`,
      log: options.log,
      open: (model) => model.createChannel(),
      setup: (channel) => this.#setUp(channel),
    });
  }

  get pool(): string {
    return this.options.pool;
  }

  get unacknowledged(): number {
    return this.#running.count;
  }

  /** Resolves when attached, or after `timeoutMs` when the broker can't be reached yet. */
  async attached(timeoutMs: number): Promise<void> {
    try {
      await this.#channel.ready(timeoutMs);
    } catch (error) {
      if (error instanceof MessagingSetupError) {
        await this.stop();
        throw error;
      }
      this.options.log.warn(
        { err: error, pool: this.pool },
        'not consuming yet, RabbitMQ can not be reached',
      );
    }
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    await this.#cancel().catch((error) => this.#debug(error, 'consumer is gone or the broker is silent'));
    await this.#running.settled();
    await this.#channel.close();
  }

  async #cancel(): Promise<void> {
    const channel = this.#channel.current;
    if (!channel) return;
    const late = () => new Error(`no answer within ${CLOSE_TIMEOUT_MS} ms`);
    await withDeadline(channel.cancel(this.#consumerTag), CLOSE_TIMEOUT_MS, late);
  }

  async #setUp(channel: Channel): Promise<void> {
    // Handlers may still run when the channel is lost while stopping; nothing new is wanted then.
    if (this.#stopping.signal.aborted) return;
    const { pool, prefetch, maxDeliveries } = this.options;
    await declarePool(channel, pool, maxDeliveries);
    await channel.prefetch(prefetch);
    const { consumerTag } = await channel.consume(jobQueueName(pool), (message) => {
      if (message) this.#accept(channel, message);
      else void this.#cancelledByBroker(channel);
    });
    this.#consumerTag = consumerTag;
  }

  /** The queue was deleted or lost its leader: a new channel declares and consumes again. */
  async #cancelledByBroker(channel: Channel): Promise<void> {
    this.options.log.warn({ pool: this.pool }, 'RabbitMQ cancelled the consumer, attaching again');
    await closeChannel(channel);
  }

  #accept(channel: Channel, message: ConsumeMessage): void {
    const { pool, metrics, log } = this.options;
    if (this.#stopping.signal.aborted) {
      // `nack` hands back untouched, `reject` reports a failure: RabbitMQ 4.3 and later count only the latter.
      this.#settle(() => channel.nack(message, false, true));
      return;
    }
    const job = decodeJobMessage(message.content);
    if (!job) {
      log.error({ pool, bytes: message.content.length }, 'a message is not a job message, dead-lettering it');
      metrics.deadLettered(pool);
      this.#settle(() => channel.reject(message, false));
      return;
    }
    const failures = Number(message.properties.headers?.['x-delivery-count'] ?? 0);
    const redelivered = message.fields.redelivered || failures > 0;
    this.#running.add(this.#handle(channel, message, { ...job, redelivered, deliveryCount: failures + 1 }));
  }

  async #handle(channel: Channel, message: ConsumeMessage, delivery: Delivery): Promise<void> {
    const { pool, handler, metrics } = this.options;
    metrics.delivered(pool, delivery.redelivered);
    try {
      await handler(delivery);
    } catch (error) {
      await this.#giveBack(channel, message, delivery, error);
      return;
    }
    this.#settle(() => channel.ack(message));
  }

  async #giveBack(
    channel: Channel,
    message: ConsumeMessage,
    delivery: Delivery,
    error: unknown,
  ): Promise<void> {
    const { pool, maxDeliveries, metrics, log } = this.options;
    const { jobId, attempt, deliveryCount } = delivery;
    const last = deliveryCount >= maxDeliveries;
    metrics.handlerFailed(pool);
    log.warn({ err: error, pool, jobId, attempt, deliveryCount, last }, 'a delivery was not handled');
    if (last) metrics.deadLettered(pool);
    else {
      const { signal } = this.#stopping;
      await sleep(redeliveryDelayMs(deliveryCount), undefined, { signal }).catch(() => {});
    }
    this.#settle(() => channel.reject(message, !last));
  }

  /** On a channel that is gone there is nothing to settle: the broker has taken the message back already. */
  #settle(send: () => void): void {
    try {
      send();
    } catch (error) {
      this.#debug(error, 'the channel of a delivery is gone, the broker delivers it again');
    }
  }

  #debug(error: unknown, message: string): void {
    this.options.log.debug({ err: error, pool: this.pool }, message);
  }
}
