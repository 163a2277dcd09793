import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@rowhouse/telemetry';
import { withDeadline } from '../deadline.js';
import type { Delivery, JobConsumer } from '../ports/job-queue.js';
import type { QueueMetrics } from '../queue-metrics.js';
import { redeliveryDelayMs } from '../redelivery-delay.js';
import { RunningDeliveries } from '../running-deliveries.js';
import type { HeldMessage, QueueMessageTable } from './queue-message-table.js';

export interface PostgresConsumerOptions {
  table: QueueMessageTable;
  pool: string;
  prefetch: number;
  maxDeliveries: number;
  /** How long a message stays with a consumer that no longer says that it lives. */
  visibilityMs: number;
  /** Safety net for notifications that got lost, and the way expired messages are found. */
  pollMs: number;
  /** Most dead letters of the pool that are kept. */
  deadLettersKept: number;
  handler: (delivery: Delivery) => Promise<void>;
  metrics: QueueMetrics;
  log: Logger;
}

/** A database that has gone silent must not keep `stop` waiting for long. */
const CLAIM_TIMEOUT_MS = 5_000;
const SETTLE_TIMEOUT_MS = 5_000;
const SETTLE_RETRY_MS = 200;

/** Claims messages of one pool while it has free hands and reason to believe that there are any. */
export class PostgresConsumer implements JobConsumer {
  /** Written into the rows that it holds. */
  readonly #holder = randomUUID();
  readonly #held = new Map<string, HeldMessage>();
  readonly #running = new RunningDeliveries();
  readonly #wakeups = new Set<NodeJS.Timeout>();
  readonly #poll: NodeJS.Timeout;
  readonly #extension: NodeJS.Timeout;
  #mayHaveMore = true;
  #filling: Promise<void> | null = null;
  #stopping = false;
  #stopped: Promise<void> | undefined;

  constructor(private readonly options: PostgresConsumerOptions) {
    this.#poll = setInterval(() => this.wake(), options.pollMs);
    this.#extension = setInterval(() => void this.#extend(), options.visibilityMs / 3);
    this.wake();
  }

  get pool(): string {
    return this.options.pool;
  }

  /** There may be new messages. */
  wake(): void {
    this.#mayHaveMore = true;
    this.#fill();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#poll);
    for (const timer of this.#wakeups) clearTimeout(timer);
    await this.#filling;
    await this.#running.settled();
    clearInterval(this.#extension);
  }

  #fill(): void {
    if (this.#stopping) return;
    this.#filling ??= this.#claim().finally(() => {
      this.#filling = null;
    });
  }

  async #claim(): Promise<void> {
    const { table, pool, prefetch, maxDeliveries, visibilityMs, metrics, log } = this.options;
    try {
      for (;;) {
        const limit = prefetch - this.#running.count;
        if (this.#stopping || !this.#mayHaveMore || limit <= 0) return;
        this.#mayHaveMore = false;
        const claim = { pool, limit, holder: this.#holder, maxDeliveries, visibilityMs };
        const claiming = withDeadline(table.claim(claim), CLAIM_TIMEOUT_MS, () => silent(CLAIM_TIMEOUT_MS));
        const { held, dead } = await claiming;
        if (held.length + dead === limit) this.#mayHaveMore = true;
        for (let count = 0; count < dead; count++) metrics.deadLettered(pool);
        if (dead > 0) await this.#trimDead();
        if (this.#stopping) await this.#release(held);
        else for (const message of held) this.#start(message);
      }
    } catch (error) {
      // The next poll or notification tries again.
      log.warn({ err: error, pool }, 'could not claim messages');
      this.#mayHaveMore = true;
    }
  }

  async #release(messages: readonly HeldMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const ids = messages.map(({ id }) => id);
    await this.options.table.release(this.pool, this.#holder, ids);
  }

  #start(message: HeldMessage): void {
    this.#held.set(message.id, message);
    const work = this.#handle(message).finally(() => {
      if (this.#held.get(message.id) === message) this.#held.delete(message.id);
    });
    this.#running.add(work);
    // Registered after the bookkeeping's own callback, so that it sees the free hand.
    void work.finally(() => this.#fill());
  }

  async #handle(message: HeldMessage): Promise<void> {
    const { pool, table, handler, metrics } = this.options;
    const { jobId, attempt, deliveryCount } = message;
    const redelivered = deliveryCount > 1;
    metrics.delivered(pool, redelivered);
    try {
      await handler({ jobId, attempt, redelivered, deliveryCount });
    } catch (error) {
      await this.#giveBack(message, error);
      return;
    }
    await this.#settle(message, () => table.remove(this.#holder, message));
  }

  async #giveBack(message: HeldMessage, error: unknown): Promise<void> {
    const { pool, table, maxDeliveries, metrics, log } = this.options;
    const { jobId, attempt, deliveryCount } = message;
    const last = deliveryCount >= maxDeliveries;
    metrics.handlerFailed(pool);
    log.warn({ err: error, pool, jobId, attempt, deliveryCount, last }, 'a delivery was not handled');
    if (last) {
      metrics.deadLettered(pool);
      await this.#settle(message, () => table.deadLetter(this.#holder, message));
      await this.#trimDead();
      return;
    }
    const delayMs = redeliveryDelayMs(deliveryCount);
    await this.#settle(message, () => table.redeliver(this.#holder, message, delayMs));
    this.#wakeAfter(delayMs);
  }

  /** Harmless when it fails: the next dead letter tries again. */
  async #trimDead(): Promise<void> {
    const { table, pool, deadLettersKept, metrics, log } = this.options;
    try {
      metrics.deadLettersDropped(pool, await table.trimDead(pool, deadLettersKept));
    } catch (error) {
      log.warn({ err: error, pool }, 'could not delete old dead letters');
    }
  }

  /** Tries for a while: unsettled, the message is delivered again after its visibility timeout, safe but a waste. */
  async #settle(message: HeldMessage, write: () => Promise<void>): Promise<void> {
    const { log, pool } = this.options;
    const end = Date.now() + SETTLE_TIMEOUT_MS;
    for (;;) {
      try {
        await withDeadline(write(), end - Date.now(), () => silent(SETTLE_TIMEOUT_MS));
        return;
      } catch (error) {
        const givenUp = Date.now() + SETTLE_RETRY_MS >= end;
        log.warn({ err: error, pool, jobId: message.jobId, givenUp }, 'could not settle a delivery');
        if (givenUp) return;
        await sleep(SETTLE_RETRY_MS);
      }
    }
  }

  async #extend(): Promise<void> {
    if (this.#held.size === 0) return;
    const { table, visibilityMs, log, pool } = this.options;
    try {
      await table.extend(this.#holder, [...this.#held.keys()], visibilityMs);
    } catch (error) {
      log.warn({ err: error, pool }, 'could not extend the visibility timeout');
    }
  }

  #wakeAfter(delayMs: number): void {
    if (this.#stopping) return;
    const timer = setTimeout(() => {
      this.#wakeups.delete(timer);
      this.wake();
    }, delayMs);
    this.#wakeups.add(timer);
  }
}

function silent(ms: number): Error {
  return new Error(`the database has not answered within ${ms} ms`);
}
