import type { QueryResultRow } from 'pg';
import type { ConnectionOptions } from './connection-pool.js';
import { LoneConnection } from './lone-connection.js';

/** Asks one server one question over a connection of its own, and never waits longer than `timeoutMs`. */
export class Probe<R extends QueryResultRow> {
  #opening: Promise<LoneConnection> | null = null;
  #connection: LoneConnection | null = null;
  #closed = false;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly question: string,
    private readonly timeoutMs: number,
  ) {}

  /** A failure or silence closes the connection; the next call dials anew. One call at a time. */
  async ask(): Promise<R> {
    try {
      return await this.#withinTimeout(this.#askOnce());
    } catch (error) {
      this.#drop();
      throw error;
    }
  }

  /** Ends a running question, too. */
  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #drop(): void {
    this.#connection?.cut();
    this.#connection = null;
    this.#opening = null;
  }

  async #askOnce(): Promise<R> {
    if (this.#closed) throw new Error('Connection terminated: the database was closed.');
    this.#opening ??= LoneConnection.open(this.options, (connection) => {
      this.#connection = connection;
    });
    const { sql } = await this.#opening;
    const { rows } = await sql.query<R>(this.question);
    const [row] = rows;
    if (row === undefined) throw new Error('The server answered a probe with no row.');
    return row;
  }

  #withinTimeout(answer: Promise<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new Error(`Connection terminated: no answer within ${this.timeoutMs} ms.`));
      // After a stall of this very process the answer may already lie in the socket: let it be read first.
      const timer = setTimeout(() => setImmediate(() => setImmediate(giveUp)), this.timeoutMs);
      answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}
