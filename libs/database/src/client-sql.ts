import type { ClientBase, QueryResultRow } from 'pg';
import { shownFailure } from './failures.js';
import type { PreparedStatement } from './prepared.js';
import type { Sql } from './sql.js';

/**
 * One connection as `Sql`. Runs its queries one after the other, remembers the first failure as the driver told it
 * (the caller's callback may wrap or hide it) and refuses to be used after the connection went back to the pool.
 */
export class ClientSql implements Sql {
  #failure: unknown;
  #finished = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly client: ClientBase) {}

  /** The first error that a query of this connection met. */
  get failure(): unknown {
    return this.#failure;
  }

  query<R extends QueryResultRow>(text: string | PreparedStatement, values?: readonly unknown[]) {
    if (this.#finished) {
      return Promise.reject(
        new Error('A query came after its transaction or read had ended; await every query in the callback.'),
      );
    }
    const result = this.#last.then(() => this.#run<R>(text, values));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Waits for queries that the callback forgot to await; later ones are refused. */
  async finish(): Promise<void> {
    this.#finished = true;
    await this.#last;
  }

  async #run<R extends QueryResultRow>(text: string | PreparedStatement, values?: readonly unknown[]) {
    try {
      const { rows, rowCount } = await this.client.query<R>(text, values as unknown[] | undefined);
      return { rows, rowCount: rowCount ?? 0 };
    } catch (error) {
      this.#failure ??= error;
      throw shownFailure(error);
    }
  }
}
