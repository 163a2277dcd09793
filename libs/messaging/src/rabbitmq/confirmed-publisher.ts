import { randomUUID } from 'node:crypto';
import type { Logger } from '@rowhouse/telemetry';
import type { Channel, ConfirmChannel, Options } from 'amqplib';
import { withDeadline } from '../deadline.js';
import { LastingChannel } from './lasting-channel.js';
import type { RabbitMqConnection } from './rabbitmq-connection.js';

export interface PublisherOptions {
  connection: RabbitMqConnection;
  /** Limit for getting a channel and for the confirms of one group of messages, each. */
  timeoutMs: number;
  /** Declares what the messages are published to. */
  setup?: (channel: Channel) => Promise<void>;
  log: Logger;
}

export interface Address {
  exchange: string;
  routingKey: string;
}

/** Unconfirmed messages at a time: enough to hide the round trip, few enough to keep memory flat. */
const GROUP = 500;

/** Publishes with confirms; a message that is returned as unroutable counts as a failure. */
export class ConfirmedPublisher {
  readonly #channel: LastingChannel<ConfirmChannel>;
  readonly #returned = new Set<string>();

  constructor(private readonly options: PublisherOptions) {
    this.#channel = new LastingChannel({
      connection: options.connection,
      purpose: 'publishing',
      log: options.log,
      open: (model) => model.createConfirmChannel(),
      setup: async (channel) => {
        channel.on('return', (message) => this.#returned.add(String(message.properties.messageId)));
        await options.setup?.(channel);
      },
    });
  }

  /** Resolves when the broker has confirmed every message; rejects with `QueueUnavailable` otherwise. */
  async publish(address: Address, contents: readonly Buffer[], options: Options.Publish): Promise<void> {
    const { connection, timeoutMs } = this.options;
    for (let start = 0; start < contents.length; start += GROUP) {
      const channel = await this.#channel.ready(timeoutMs);
      const group = contents.slice(start, start + GROUP);
      const confirms = Promise.all(group.map((content) => this.#send(channel, address, content, options)));
      const late = () => connection.unavailable(new Error(`no publisher confirm within ${timeoutMs} ms`));
      await withDeadline(confirms, timeoutMs, late);
    }
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  #send(
    channel: ConfirmChannel,
    { exchange, routingKey }: Address,
    content: Buffer,
    options: Options.Publish,
  ): Promise<void> {
    const { connection } = this.options;
    const messageId = randomUUID();
    return new Promise((resolve, reject) => {
      const settle = (error: unknown) => {
        // The return of an unroutable message comes before its confirm.
        const returned = this.#returned.delete(messageId);
        if (error) reject(connection.unavailable(error));
        else if (returned) {
          reject(
            connection.unavailable(new Error(`no queue takes '${routingKey}' of exchange '${exchange}'`)),
          );
        } else resolve();
      };
      try {
        channel.publish(exchange, routingKey, content, { ...options, messageId }, settle);
      } catch (error) {
        reject(connection.unavailable(error));
      }
    });
  }
}
