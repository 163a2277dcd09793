import type { Channel } from 'amqplib';
import { DEAD_LETTERS_KEPT } from '../dead-letters.js';

export const DEAD_EXCHANGE = 'rowhouse.dead';
export const EVENT_EXCHANGE = 'rowhouse.events';

/** The broker's own limit of 30 minutes for one unacknowledged delivery would end long jobs. */
const CONSUMER_TIMEOUT_MS = 24 * 60 * 60 * 1000;

export const jobQueueName = (pool: string): string => `rowhouse.jobs.${pool}`;
export const deadQueueName = (pool: string): string => `rowhouse.dead.${pool}`;

/**
 * Declares a pool's queue and where its dead letters go. Changing an argument here needs a new name or an empty,
 * deleted queue: RabbitMQ refuses to declare an existing queue with other arguments.
 */
export async function declarePool(channel: Channel, pool: string, maxDeliveries: number): Promise<void> {
  await channel.assertExchange(DEAD_EXCHANGE, 'direct', { durable: true });
  await channel.assertQueue(deadQueueName(pool), {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-max-length': DEAD_LETTERS_KEPT,
      'x-overflow': 'drop-head',
    },
  });
  await channel.bindQueue(deadQueueName(pool), DEAD_EXCHANGE, pool);
  await channel.assertQueue(jobQueueName(pool), {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      // The broker's limit counts redeliveries, ours all deliveries.
      'x-delivery-limit': maxDeliveries - 1,
      'x-dead-letter-exchange': DEAD_EXCHANGE,
      'x-dead-letter-routing-key': pool,
      // At-least-once dead-lettering works only together with reject-publish.
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
      'x-consumer-timeout': CONSUMER_TIMEOUT_MS,
    },
  });
}

export async function declareEventExchange(channel: Channel): Promise<void> {
  await channel.assertExchange(EVENT_EXCHANGE, 'topic', { durable: true });
}
