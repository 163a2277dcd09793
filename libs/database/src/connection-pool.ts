import { Socket } from 'node:net';
import pg from 'pg';
import type { ConnectionUrl } from './connection-url.js';

export interface ConnectionOptions {
  url: ConnectionUrl;
  applicationName: string;
  connectMs: number;
  statementMs: number;
  /** Beyond `statementMs`: when the server stays silent for this much longer, the client gives up. */
  silenceMs: number;
  /** Sessions start read-only, so that a write in a read fails everywhere, not on replicas only. */
  readOnly?: boolean;
}

/** What node-postgres needs. Each new socket is handed out, so that a hung connection can be cut. */
export function clientConfig(
  options: ConnectionOptions,
  onSocket: (socket: Socket) => void,
): pg.ClientConfig {
  const { url } = options;
  const startup = [url.startupOptions, options.readOnly ? '-c default_transaction_read_only=on' : ''];
  const connectionString = new URL(url.text);
  connectionString.searchParams.delete('options');
  return {
    connectionString: connectionString.href,
    application_name: options.applicationName,
    options: startup.filter(Boolean).join(' '),
    connectionTimeoutMillis: options.connectMs,
    statement_timeout: options.statementMs,
    query_timeout: options.statementMs + options.silenceMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    stream: () => {
      const socket = new Socket();
      onSocket(socket);
      return socket;
    },
  };
}

/** A pool of connections to one server; idle ones are closed after half a minute. */
export class ConnectionPool {
  readonly #sockets = new Set<Socket>();
  readonly #pool: pg.Pool;

  constructor(
    options: ConnectionOptions & { max: number },
    onIdleFailure: (error: Error) => void = () => undefined,
  ) {
    this.#pool = new pg.Pool({
      ...clientConfig(options, (socket) => this.#remember(socket)),
      max: options.max,
      idleTimeoutMillis: 30_000,
    });
    this.#pool.on('error', onIdleFailure);
    // A borrowed client emits 'error' too when its connection breaks; the failing query already tells the borrower.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  connect(): Promise<pg.PoolClient> {
    return this.#pool.connect();
  }

  /** Connections in use right now. */
  get inUse(): number {
    return this.#pool.totalCount - this.#pool.idleCount;
  }

  /** True when every connection is taken, so that a wait says nothing about the server. */
  get exhausted(): boolean {
    return this.#pool.waitingCount > 0 || this.inUse >= (this.#pool.options.max ?? 10);
  }

  /** Cuts every connection at once; queries in flight fail, the next `connect` dials anew. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #remember(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}
