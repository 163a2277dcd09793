import { errors, RowhouseError } from '@rowhouse/contract';
import type { Database } from '@rowhouse/database';
import type { Logger } from '@rowhouse/telemetry';
import { DEAD_LETTERS_KEPT } from '../dead-letters.js';
import { withDeadline } from '../deadline.js';
import { checkJobMessages } from '../messages/job-message.js';
import { checkPoolName } from '../pool-name.js';
import type { Delivery, JobConsumer, JobMessage, JobQueue, QueueDepth } from '../ports/job-queue.js';
import { noQueueMetrics, type QueueMetrics } from '../queue-metrics.js';
import { PostgresConsumer } from './postgres-consumer.js';
import { QUEUE_CHANNEL, QueueMessageTable } from './queue-message-table.js';

export interface PostgresQueueOptions {
  database: Database;
  log: Logger;
  metrics?: QueueMetrics;
  /** Deliveries of one message before it is dead-lettered. Default 20. */
  maxDeliveries?: number;
  /** A message whose consumer has not been heard of for so long is delivered again. Default 30,000 ms. */
  visibilityMs?: number;
  /** Pause between looks for messages that no notification told of. Default 5,000 ms. */
  pollMs?: number;
  /** Most dead letters of a pool that are kept. Default 10,000. */
  deadLettersKept?: number;
  /** Limit for one publish. Default 5,000 ms. */
  timeoutMs?: number;
}

/** The table `queue_message`, taken from with `SKIP LOCKED`, with notifications to wake the consumers. */
export class PostgresQueue implements JobQueue {
  readonly #table: QueueMessageTable;
  readonly #consumers = new Set<PostgresConsumer>();
  readonly #metrics: QueueMetrics;
  readonly #timeoutMs: number;
  #listening: Promise<() => Promise<void>> | null = null;

  constructor(private readonly options: PostgresQueueOptions) {
    this.#table = new QueueMessageTable(options.database.primary);
    this.#metrics = options.metrics ?? noQueueMetrics;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
  }

  /** One table serves all pools; only the name is checked. */
  async declare(pool: string): Promise<void> {
    checkPoolName(pool);
  }

  async publish(pool: string, messages: readonly JobMessage[]): Promise<void> {
    checkPoolName(pool);
    const checked = checkJobMessages(messages);
    if (checked.length === 0) return;
    const late = () =>
      errors.QueueUnavailable(undefined, { cause: new Error(`not stored within ${this.#timeoutMs} ms`) });
    try {
      await withDeadline(this.#table.insert(pool, checked), this.#timeoutMs, late);
    } catch (error) {
      this.#metrics.publishFailed(pool, checked.length);
      if (error instanceof RowhouseError) throw error;
      throw errors.QueueUnavailable(undefined, { cause: error });
    }
    this.#metrics.published(pool, checked.length);
  }

  async consume(
    pool: string,
    prefetch: number,
    handler: (delivery: Delivery) => Promise<void>,
  ): Promise<JobConsumer> {
    checkPoolName(pool);
    await this.#listen();
    const { maxDeliveries = 20, visibilityMs = 30_000, pollMs = 5_000, log } = this.options;
    const { deadLettersKept = DEAD_LETTERS_KEPT } = this.options;
    const consumer = new PostgresConsumer({
      table: this.#table,
      pool,
      prefetch,
      maxDeliveries,
      visibilityMs,
      pollMs,
      deadLettersKept,
      handler,
      metrics: this.#metrics,
      log,
    });
    this.#consumers.add(consumer);
    return { stop: () => this.#end(consumer) };
  }

  depth(pool: string): Promise<QueueDepth> {
    checkPoolName(pool);
    return this.#table.depth(pool);
  }

  purgeDeadLetters(pool: string): Promise<number> {
    checkPoolName(pool);
    return this.#table.purgeDead(pool);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => this.#end(consumer)));
    const listening = this.#listening;
    this.#listening = null;
    const end = await listening;
    await end?.();
  }

  async #end(consumer: PostgresConsumer): Promise<void> {
    await consumer.stop();
    this.#consumers.delete(consumer);
  }

  async #listen(): Promise<void> {
    this.#listening ??= this.options.database.listen(QUEUE_CHANNEL, (pool) => {
      // Empty: the connection was lost meanwhile, every pool may have new messages.
      for (const consumer of this.#consumers) {
        if (pool === '' || pool === consumer.pool) consumer.wake();
      }
    });
    try {
      await this.#listening;
    } catch (error) {
      this.#listening = null;
      throw error;
    }
  }
}
