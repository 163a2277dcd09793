import { ClientSql } from '../client-sql.js';
import type { ConnectionPool } from '../connection-pool.js';
import type { WalPosition } from '../consistency-token.js';
import type { ReadTarget } from '../database-metrics.js';
import { isConnectionFailure, shownFailure } from '../failures.js';
import type { Sql } from '../sql.js';
import { rank } from './rank.js';
import type { ReadGate } from './read-gate.js';
import type { Replica } from './replica.js';

/** A read tries so many replicas before it goes to the primary. */
const triedReplicas = 2;

/** Sends each read to a replica that may serve it, else to the primary. */
export class ReadRouter {
  #turn = 0;

  constructor(
    private readonly replicas: readonly Replica[],
    private readonly primaryReads: ConnectionPool,
    private readonly gate: ReadGate,
    private readonly limits: { maxLagMs: number; tokenWaitMs: number },
    private readonly onServed: (target: ReadTarget) => void,
  ) {}

  async read<T>(work: (sql: Sql) => Promise<T>, position: WalPosition | undefined): Promise<T> {
    if (this.replicas.length === 0) return this.#onPrimary(work, 'primary');
    const { maxLagMs, tokenWaitMs } = this.limits;
    const ranked = rank(this.replicas, { maxLagMs, position, turn: this.#turn++ });
    const need = position === undefined ? undefined : { position, waitMs: tokenWaitMs };
    for (const replica of ranked.slice(0, triedReplicas)) {
      const attempt = await replica.attempt(work, need);
      if (!attempt.served) continue;
      this.onServed('replica');
      return attempt.value;
    }
    return this.gate.run(() => this.#onPrimary(work, 'fallback'));
  }

  async #onPrimary<T>(work: (sql: Sql) => Promise<T>, target: ReadTarget): Promise<T> {
    const client = await this.primaryReads.connect().catch((error: unknown) => {
      throw shownFailure(error);
    });
    this.onServed(target);
    const sql = new ClientSql(client);
    try {
      return await work(sql);
    } finally {
      await sql.finish();
      client.release(isConnectionFailure(sql.failure) || client.getTransactionStatus() !== 'I');
    }
  }
}
