import type { Socket } from 'node:net';
import pg from 'pg';
import { ClientSql } from './client-sql.js';
import { type ConnectionOptions, clientConfig } from './connection-pool.js';

/** A connection outside any pool, which can be cut without waiting for the server. */
export class LoneConnection {
  readonly client: pg.Client;
  readonly sql: ClientSql;
  #socket: Socket | undefined;

  private constructor(options: ConnectionOptions) {
    const config = clientConfig(options, (socket) => {
      this.#socket = socket;
    });
    this.client = new pg.Client(config);
    // The failing query tells; without a listener the event would end the process.
    this.client.on('error', () => undefined);
    this.sql = new ClientSql(this.client);
  }

  /** Throws the driver's error; nothing stays open then. `onStart` gets the connection while it is still dialing. */
  static async open(
    options: ConnectionOptions,
    onStart: (connection: LoneConnection) => void = () => undefined,
  ): Promise<LoneConnection> {
    const connection = new LoneConnection(options);
    onStart(connection);
    try {
      await connection.client.connect();
    } catch (error) {
      connection.cut();
      throw error;
    }
    return connection;
  }

  cut(): void {
    this.#socket?.destroy();
  }
}
