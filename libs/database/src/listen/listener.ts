import pg from 'pg';
import type { ConnectionOptions } from '../connection-pool.js';
import { LoneConnection } from '../lone-connection.js';
import { pause } from '../pause.js';
import type { DatabaseLog } from '../settings.js';
import { untilSilent } from './until-silent.js';

type OnNotify = (payload: string) => void;

export interface ListenerTiming {
  pingMs: number;
  timeoutMs: number;
  backoffMs: number;
}

/**
 * One connection that listens to all channels of the process. When it is lost, or a ping stays unanswered, it is
 * replaced with growing pauses, and every listener hears an empty payload then: notifications may have been missed.
 */
export class Listener {
  readonly #channels = new Map<string, Set<OnNotify>>();
  readonly #closed = new AbortController();
  #connection: LoneConnection | null = null;
  #connecting: Promise<LoneConnection> | null = null;
  #reviving: Promise<void> | null = null;
  readonly #options: ConnectionOptions;

  constructor(
    options: ConnectionOptions,
    private readonly timing: ListenerTiming,
    private readonly log: DatabaseLog | undefined,
  ) {
    this.#options = { ...options, statementMs: timing.timeoutMs };
  }

  /** Resolves when the server has confirmed the LISTEN; throws when the server can't be reached at all. */
  async listen(channel: string, onNotify: OnNotify): Promise<() => Promise<void>> {
    const hearers = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, hearers);
    // Each call is its own subscription, also when the same function is handed in twice.
    const hear: OnNotify = (payload) => onNotify(payload);
    hearers.add(hear);
    try {
      const { sql } = await this.#connected();
      await sql.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      this.#forget(channel, hear);
      throw error;
    }
    return async () => {
      if (!this.#forget(channel, hear) || this.#channels.has(channel)) return;
      // A connection that is lost right now listens to nothing any more, which is what is wanted.
      await this.#connection?.sql.query(`UNLISTEN ${pg.escapeIdentifier(channel)}`).catch(() => undefined);
    };
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#channels.clear();
    this.#connection?.cut();
    await this.#connecting?.catch(() => undefined);
    await this.#reviving;
  }

  #forget(channel: string, hear: OnNotify): boolean {
    const hearers = this.#channels.get(channel);
    const known = hearers?.delete(hear) ?? false;
    if (hearers?.size === 0) this.#channels.delete(channel);
    return known;
  }

  #connected(): Promise<LoneConnection> {
    if (this.#connection) return Promise.resolve(this.#connection);
    this.#connecting ??= this.#dial().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #dial(): Promise<LoneConnection> {
    const connection = await LoneConnection.open(this.#options);
    try {
      connection.client.on('notification', ({ channel, payload }) => this.#tell(channel, payload ?? ''));
      for (const channel of this.#channels.keys()) {
        await connection.sql.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      }
      if (this.#closed.signal.aborted) throw new Error('Connection terminated: the database was closed.');
    } catch (error) {
      connection.cut();
      throw error;
    }
    this.#connection = connection;
    void untilSilent(connection, this.timing).then((reason) => this.#lost(connection, reason));
    return connection;
  }

  #lost(connection: LoneConnection, reason: string): void {
    connection.cut();
    this.#connection = null;
    if (this.#closed.signal.aborted) return;
    this.log?.warn({ reason }, 'the connection that listens for notifications was lost');
    this.#reviving ??= this.#revive().finally(() => {
      this.#reviving = null;
    });
  }

  async #revive(): Promise<void> {
    for (let wait = 50; ; wait = Math.min(wait * 2, this.timing.backoffMs)) {
      await pause(wait * (0.5 + Math.random() / 2), this.#closed.signal);
      if (this.#closed.signal.aborted) return;
      try {
        await this.#connected();
      } catch (error) {
        this.log?.warn({ err: error }, 'could not listen for notifications again yet');
        continue;
      }
      this.log?.info({}, 'listening for notifications again');
      for (const channel of [...this.#channels.keys()]) this.#tell(channel, '');
      return;
    }
  }

  #tell(channel: string, payload: string): void {
    for (const hear of [...(this.#channels.get(channel) ?? [])]) {
      try {
        hear(payload);
      } catch (error) {
        this.log?.warn({ err: error, channel }, 'a listener for notifications threw');
      }
    }
  }
}
