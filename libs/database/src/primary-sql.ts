import type { QueryResultRow } from 'pg';
import type { ConnectionPool } from './connection-pool.js';
import { isConnectionFailure, shownFailure } from './failures.js';
import type { PreparedStatement } from './prepared.js';
import type { Sql } from './sql.js';

/** Single statements on the primary, each on any free connection. */
export class PrimarySql implements Sql {
  constructor(private readonly pool: ConnectionPool) {}

  async query<R extends QueryResultRow>(text: string | PreparedStatement, values?: readonly unknown[]) {
    try {
      const client = await this.pool.connect();
      let broken = false;
      try {
        const { rows, rowCount } = await client.query<R>(text, values as unknown[] | undefined);
        return { rows, rowCount: rowCount ?? 0 };
      } catch (error) {
        broken = isConnectionFailure(error);
        throw error;
      } finally {
        client.release(broken);
      }
    } catch (error) {
      throw shownFailure(error);
    }
  }
}
