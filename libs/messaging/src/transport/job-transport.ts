import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { MessagingSetupError } from '../messaging-setup-error.js';
import type { Delivery, JobConsumer, JobQueue } from '../ports/job-queue.js';
import { JobContext } from './job-context.js';
import { JOB_PATTERN, JOB_TRANSPORT } from './job-delivery.js';

export interface JobTransportOptions {
  queue: JobQueue;
  pool: string;
  /** Deliveries that the handler works on at the same time. */
  prefetch: number;
}

/** Nest microservice strategy that hands the messages of one pool to the `@JobDelivery()` handler. */
export class JobTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = JOB_TRANSPORT;
  /** The handler's failure goes back to the queue; Nest needs not report it as unhandled. */
  override readonly propagatesEventHandlerErrors = true;
  #registered = 0;
  #consumer: JobConsumer | undefined;

  constructor(private readonly options: JobTransportOptions) {
    super();
  }

  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler?: boolean,
    extras?: Record<string, unknown>,
  ): void {
    if (pattern === JOB_PATTERN) this.#registered++;
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const { queue, pool, prefetch } = this.options;
      const handler = this.#onlyHandler();
      this.#consumer = await queue.consume(pool, prefetch, (delivery) => this.#deliver(handler, delivery));
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  /** Takes no more messages; resolves when the running deliveries are settled. */
  async close(): Promise<void> {
    await this.#consumer?.stop();
  }

  on(): void {
    throw new MessagingSetupError('The job transport emits no events of its own.');
  }

  unwrap<T>(): T {
    return this.options.queue as T;
  }

  #onlyHandler(): MessageHandler {
    const handler = this.getHandlerByPattern(JOB_PATTERN);
    if (handler && this.#registered === 1) return handler;
    throw new MessagingSetupError(
      `The worker of pool '${this.options.pool}' has ${this.#registered} methods with @JobDelivery(); it needs exactly one.`,
    );
  }

  /** Nest's wrapper turns a rejection into a stream that fails, so the stream has to be waited for. */
  async #deliver(handler: MessageHandler, delivery: Delivery): Promise<void> {
    const result: unknown = await handler(delivery, new JobContext(delivery));
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }
}
