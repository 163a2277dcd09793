import { readFileSync } from 'node:fs';
import { errors, RowhouseError } from '@rowhouse/contract';
import type { Logger } from '@rowhouse/telemetry';
import { type Channel, type ChannelModel, connect, type RecoveringChannelModel } from 'amqplib';
import { withDeadline } from '../deadline.js';
import { setupErrorOf } from './broker-errors.js';
import { CLOSE_TIMEOUT_MS, closeChannel } from './close-channel.js';

export interface ConnectionOptions {
  /** Shown in the broker's list of connections. */
  name: string;
  log: Logger;
}

/** Silence of the peer for two of these ends the connection; RabbitMQ's own 60 s would be too slow for jobs. */
const HEARTBEAT_SECONDS = 10;
const CONNECT_TIMEOUT_MS = 10_000;
const RECONNECT = { initialDelay: 100, maxDelay: 5_000, factor: 2, jitter: 0.2, waitForConnect: false };

/** One AMQP connection that comes back by itself, for ever, until closed. */
export class RabbitMqConnection {
  #model: ChannelModel | null = null;
  #lastError: Error | undefined;
  /** When the present or next attempt to connect begins, by this process's clock. */
  #attemptFrom = Date.now();
  readonly #waiting = new Set<(model: ChannelModel) => void>();
  readonly #listeners: (() => void)[] = [];

  private constructor(
    private readonly link: RecoveringChannelModel,
    private readonly log: Logger,
  ) {
    link.on('connect', (model) => this.#connected(model));
    link.on('disconnect', (error) => {
      this.#model = null;
      this.#lastError = error;
      log.warn({ reason: error.message }, 'lost the connection to RabbitMQ');
      for (const listener of this.#listeners) listener();
    });
    link.on('connect-failed', (error) => {
      this.#lastError = error;
      log.warn({ reason: error.message }, 'RabbitMQ can not be reached');
    });
    link.on('reconnect-scheduled', ({ delay }) => {
      this.#attemptFrom = Date.now() + delay;
    });
    link.on('error', (error) => log.debug({ err: error }, 'RabbitMQ connection error'));
    link.on('blocked', (reason) => log.warn({ reason }, 'RabbitMQ takes no messages at the moment'));
    link.on('unblocked', () => log.info('RabbitMQ takes messages again'));
  }

  /**
   * Resolves at once; the connection is made in the background. An `amqps://` URL may name the file of the authority to
   * believe as `cacertfile`, as RabbitMQ's own clients have it.
   */
  static async open(url: string, { name, log }: ConnectionOptions): Promise<RabbitMqConnection> {
    const address = new URL(url);
    if (!address.searchParams.has('heartbeat')) {
      address.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
    }
    const ca = authorityOf(address);
    const link = await connect(address.href, {
      ...(ca ? { ca } : {}),
      noDelay: true,
      keepAlive: true,
      timeout: CONNECT_TIMEOUT_MS,
      clientProperties: { connection_name: name },
      recovery: RECONNECT,
    });
    return new RabbitMqConnection(link, log);
  }

  get isConnected(): boolean {
    return this.#model !== null;
  }

  /** The retryable error for callers who can't wait any longer. */
  unavailable(cause: unknown = this.#lastError): Error {
    return errors.QueueUnavailable(undefined, { cause });
  }

  /** Runs after each loss of the connection. */
  onDisconnect(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Waits for a connection without limit; rejects when `signal` is aborted. */
  connected(signal: AbortSignal): Promise<ChannelModel> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#model) return Promise.resolve(this.#model);
    return new Promise((resolve, reject) => {
      const give = (model: ChannelModel) => {
        signal.removeEventListener('abort', abort);
        resolve(model);
      };
      const abort = () => {
        this.#waiting.delete(give);
        reject(signal.reason);
      };
      this.#waiting.add(give);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /**
   * Runs `work` on a channel of its own, so that its failure closes no other channel. Rejects with
   * `QueueUnavailable`, at the latest after `timeoutMs`, or with `MessagingSetupError`.
   */
  async withChannel<T>(timeoutMs: number, work: (channel: Channel) => Promise<T>): Promise<T> {
    const giveUp = new AbortController();
    const run = async () => {
      const model = await this.connected(giveUp.signal);
      const channel = await model.createChannel();
      channel.on('error', (error) => this.log.debug({ err: error }, 'RabbitMQ channel error'));
      try {
        return await work(channel);
      } finally {
        await closeChannel(channel);
      }
    };
    try {
      return await withDeadline(run(), timeoutMs, () => this.unavailable());
    } catch (error) {
      throw setupErrorOf(error) ?? (error instanceof RowhouseError ? error : this.unavailable(error));
    } finally {
      giveUp.abort();
    }
  }

  async close(): Promise<void> {
    await this.#attemptEnded();
    this.#attemptFrom = Number.POSITIVE_INFINITY;
    const late = () => new Error(`no answer to the closing handshake within ${CLOSE_TIMEOUT_MS} ms`);
    await withDeadline(this.link.close(), CLOSE_TIMEOUT_MS, late).catch((error) =>
      this.log.debug({ err: error }, 'RabbitMQ connection did not close cleanly'),
    );
    this.#model = null;
  }

  /**
   * Waits for an attempt to connect that is under way: amqplib does not listen to errors of a connection that is
   * ready after its link was closed, so that a reset in that moment would be nobody's and end the process.
   */
  async #attemptEnded(): Promise<void> {
    // A timer may be a little early.
    if (this.#model || Date.now() < this.#attemptFrom - 5) return;
    const ended = new Promise<void>((resolve) => {
      for (const event of ['connect', 'connect-failed'] as const) this.link.once(event, () => resolve());
    });
    await withDeadline(ended, CONNECT_TIMEOUT_MS, () => new Error('still connecting')).catch((error) =>
      this.log.debug({ err: error }, 'RabbitMQ connection is closed while it is made'),
    );
  }

  #connected(model: ChannelModel): void {
    this.#model = model;
    this.log.info('connected to RabbitMQ');
    for (const give of [...this.#waiting]) {
      this.#waiting.delete(give);
      give(model);
    }
  }
}

/** Takes the name of the file out of the URL, and gives what is in the file. */
function authorityOf(address: URL): string | null {
  const file = address.searchParams.get('cacertfile');
  address.searchParams.delete('cacertfile');
  if (file === null) return null;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(
      `QUEUE_URL names ${file} as cacertfile, which can't be read: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}
