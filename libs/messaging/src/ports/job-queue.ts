/** What travels to a worker: never the work itself, which stands in the database. */
export interface JobMessage {
  jobId: string;
  /** Number of the attempt that this message starts, from 1 on. */
  attempt: number;
}

export interface Delivery extends JobMessage {
  /** True when the message may have reached a consumer before. */
  redelivered: boolean;
  /**
   * How often the message has been delivered, this time included. After the queue's `maxDeliveries` it is
   * dead-lettered instead of delivered again. RabbitMQ 4.3 and later don't count a message that was handed
   * back untouched.
   */
  deliveryCount: number;
}

export interface QueueDepth {
  /** Waiting for a consumer, delayed redeliveries included where the driver can tell. */
  ready: number;
  /**
   * Delivered and not yet settled. RabbitMQ tells a client nothing about the deliveries of others, so its
   * driver counts those of this object's own consumers; the Postgres driver counts all.
   */
  unacknowledged: number;
  deadLettered: number;
}

/**
 * Delivers job messages to the workers of a pool, each to one consumer, at least once, roughly first in first out.
 * A pool's name is 1 to 63 lower-case letters, digits and '-'.
 */
export interface JobQueue {
  /** Makes the pool's queue ready to take messages; harmless when repeated. `publish` and `consume` do it too. */
  declare(pool: string): Promise<void>;
  /**
   * Resolves when the queue has taken all messages for good. Rejects within a bounded time otherwise,
   * with `QueueUnavailable` or `DatabaseUnavailable`, both retryable; then any of them may or may not have been taken.
   */
  publish(pool: string, messages: readonly JobMessage[]): Promise<void>;
  /**
   * Calls `handler` for up to `prefetch` messages at once until `stop`. The handler's resolution removes the
   * message, its rejection brings the message back after a short delay. Survives lost connections: deliveries
   * that were running then may come again. While the server can't be reached at all, RabbitMQ's driver attaches
   * later by itself and the Postgres driver rejects with the retryable `DatabaseUnavailable`.
   */
  consume(
    pool: string,
    prefetch: number,
    handler: (delivery: Delivery) => Promise<void>,
  ): Promise<JobConsumer>;
  depth(pool: string): Promise<QueueDepth>;
  /**
   * Deletes the pool's dead letters and resolves to their number. They are messages for looking at; their jobs stand in
   * the database. At most 10,000 of a pool are kept anyway, the newest.
   */
  purgeDeadLetters(pool: string): Promise<number>;
  /** Stops all consumers as `JobConsumer.stop` does, then lets go of the server. */
  close(): Promise<void>;
}

export interface JobConsumer {
  /** No new deliveries from now on; resolves when the running handlers are done and their messages settled. */
  stop(): Promise<void>;
}
