import type { Logger } from '@rowhouse/telemetry';
import type { Channel } from 'amqplib';
import { decodeEvent, encodeEvent } from '../messages/event-message.js';
import { MessagingSetupError } from '../messaging-setup-error.js';
import type { EventBus, EventListener } from '../ports/event-bus.js';
import { checkTopic } from '../topic-pattern.js';
import { closeChannel } from './close-channel.js';
import { ConfirmedPublisher } from './confirmed-publisher.js';
import { LastingChannel } from './lasting-channel.js';
import type { RabbitMqConnection } from './rabbitmq-connection.js';
import { declareEventExchange, EVENT_EXCHANGE } from './topology.js';

export interface RabbitMqEventBusOptions {
  publishing: RabbitMqConnection;
  consuming: RabbitMqConnection;
  log: Logger;
  /** Limit for each wait for the broker. Default 5,000 ms. */
  timeoutMs?: number;
}

/** The oldest events of a subscriber that does not keep up are dropped beyond this number. */
const SUBSCRIBER_BACKLOG = 10_000;

/** The topic exchange `rowhouse.events`, with a queue per subscription that lives as long as its connection. */
export class RabbitMqEventBus implements EventBus {
  readonly #publisher: ConfirmedPublisher;
  readonly #subscriptions = new Set<LastingChannel<Channel>>();
  readonly #timeoutMs: number;

  constructor(private readonly options: RabbitMqEventBusOptions) {
    const { publishing: connection, log } = options;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    this.#publisher = new ConfirmedPublisher({
      connection,
      log,
      timeoutMs: this.#timeoutMs,
      setup: declareEventExchange,
    });
  }

  async publish(topic: string, event: object): Promise<void> {
    checkTopic(topic);
    const content = Buffer.from(encodeEvent(topic, event));
    await this.#publisher.publish({ exchange: EVENT_EXCHANGE, routingKey: topic }, [content], {
      persistent: false,
      contentType: 'application/json',
    });
  }

  async subscribe(pattern: string, onEvent: EventListener, onGap?: () => void): Promise<() => Promise<void>> {
    checkTopic(pattern);
    const { log, consuming } = this.options;
    let attachments = 0;
    const channel = new LastingChannel<Channel>({
      connection: consuming,
      purpose: `events ${pattern}`,
      log,
      open: (model) => model.createChannel(),
      setup: async (opened) => {
        await attach(opened, pattern, (content) => this.#dispatch(content, onEvent));
        attachments++;
        if (attachments > 1) onGap?.();
      },
    });
    this.#subscriptions.add(channel);
    const end = async () => {
      this.#subscriptions.delete(channel);
      await channel.close();
    };
    try {
      await channel.ready(this.#timeoutMs);
    } catch (error) {
      if (error instanceof MessagingSetupError) {
        await end();
        throw error;
      }
      // What happens until the first attachment is missed as well.
      attachments++;
      log.warn({ err: error, pattern }, 'not subscribed yet, RabbitMQ can not be reached');
    }
    return end;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((channel) => channel.close()));
    await this.#publisher.close();
  }

  #dispatch(content: Buffer, onEvent: EventListener): void {
    const { log } = this.options;
    const message = decodeEvent(content.toString('utf8'));
    if (!message) {
      log.error({ bytes: content.length }, 'a message is not an event, dropping it');
      return;
    }
    try {
      onEvent(message.topic, message.event);
    } catch (error) {
      log.error({ err: error, topic: message.topic }, 'an event listener failed');
    }
  }
}

async function attach(
  channel: Channel,
  pattern: string,
  onContent: (content: Buffer) => void,
): Promise<void> {
  await declareEventExchange(channel);
  const { queue } = await channel.assertQueue('', {
    exclusive: true,
    autoDelete: true,
    maxLength: SUBSCRIBER_BACKLOG,
  });
  await channel.bindQueue(queue, EVENT_EXCHANGE, pattern);
  await channel.consume(
    queue,
    (message) => {
      if (message) onContent(message.content);
      else void closeChannel(channel);
    },
    { noAck: true },
  );
}
