import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@rowhouse/telemetry';
import type { Channel, ChannelModel } from 'amqplib';
import { withDeadline } from '../deadline.js';
import { setupErrorOf } from './broker-errors.js';
import { CLOSE_TIMEOUT_MS, closeChannel } from './close-channel.js';
import type { RabbitMqConnection } from './rabbitmq-connection.js';

export interface LastingChannelOptions<C extends Channel> {
  connection: RabbitMqConnection;
  /** For the log. */
  purpose: string;
  open: (model: ChannelModel) => Promise<C>;
  /** Declares, binds and consumes; runs again on every new channel. */
  setup: (channel: C) => Promise<void>;
  log: Logger;
}

interface Waiter<C> {
  resolve: (channel: C) => void;
  reject: (error: Error) => void;
}

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 5_000;

/** A channel that is opened and set up anew whenever it or its connection is lost. */
export class LastingChannel<C extends Channel> {
  #current: C | null = null;
  readonly #waiters = new Set<Waiter<C>>();
  readonly #closing = new AbortController();
  readonly #loop: Promise<void>;

  constructor(private readonly options: LastingChannelOptions<C>) {
    this.#loop = this.#run();
  }

  get current(): C | null {
    return this.#current;
  }

  /**
   * The channel, set up. Rejects with `QueueUnavailable` after `timeoutMs`, or with `MessagingSetupError` as soon
   * as the broker refuses the setup for good.
   */
  ready(timeoutMs: number): Promise<C> {
    if (this.#current) return Promise.resolve(this.#current);
    if (this.#closing.signal.aborted) return Promise.reject(this.#unavailable('closed'));
    return new Promise<C>((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter<C> = {
        resolve: (channel) => {
          finish();
          resolve(channel);
        },
        reject: (error) => {
          finish();
          reject(error);
        },
      };
      const timer = setTimeout(() => waiter.reject(this.options.connection.unavailable()), timeoutMs);
      this.#waiters.add(waiter);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const channel = this.#current;
    this.#current = null;
    for (const waiter of [...this.#waiters]) waiter.reject(this.#unavailable('closed'));
    if (channel) await closeChannel(channel);
    // A setup that waits for a silent broker ends with the connection.
    const late = () => new Error(`no answer within ${CLOSE_TIMEOUT_MS} ms`);
    await withDeadline(this.#loop, CLOSE_TIMEOUT_MS, late).catch((error) =>
      this.#debug(error, 'left a channel behind that could not be closed'),
    );
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let delay = FIRST_RETRY_MS;
    while (!signal.aborted) {
      try {
        await this.#live(await this.options.connection.connected(signal));
        delay = FIRST_RETRY_MS;
      } catch (error) {
        if (signal.aborted) return;
        this.#failed(error);
        delay = Math.min(delay * 2, LONGEST_RETRY_MS);
      }
      await sleep(delay, undefined, { signal }).catch(() => {});
    }
  }

  /** From opening a channel to its end, whoever ends it. */
  async #live(model: ChannelModel): Promise<void> {
    const channel = await this.options.open(model);
    const { signal } = this.#closing;
    const gone = new Promise<void>((resolve) => {
      const end = () => {
        signal.removeEventListener('abort', end);
        resolve();
      };
      channel.once('close', end);
      signal.addEventListener('abort', end);
    });
    channel.on('error', (error) => this.#debug(error, 'RabbitMQ channel error'));
    try {
      await this.options.setup(channel);
    } catch (error) {
      await closeChannel(channel);
      throw error;
    }
    if (signal.aborted) {
      await closeChannel(channel);
      return;
    }
    this.#current = channel;
    for (const waiter of [...this.#waiters]) waiter.resolve(channel);
    await gone;
    this.#current = null;
  }

  #failed(error: unknown): void {
    const { log, purpose } = this.options;
    const refusal = setupErrorOf(error);
    if (!refusal) {
      this.#debug(error, 'RabbitMQ channel could not be set up, trying again');
      return;
    }
    log.error({ err: refusal, purpose }, 'RabbitMQ refuses the setup of a channel');
    for (const waiter of [...this.#waiters]) waiter.reject(refusal);
  }

  #unavailable(reason: string): Error {
    return this.options.connection.unavailable(new Error(`${this.options.purpose}: ${reason}`));
  }

  #debug(error: unknown, message: string): void {
    this.options.log.debug({ err: error, purpose: this.options.purpose }, message);
  }
}
