import type { Database } from '@rowhouse/database';
import { waitFor } from '@rowhouse/testing';

/**
 * Locks rows, so that a service which wants to change them waits at exactly that point of its code, and can be killed
 * there.
 */
export class HeldRows {
  private constructor(
    private readonly db: Database,
    private readonly end: () => void,
    private readonly transaction: Promise<void>,
  ) {}

  /**
   * Runs `work` while the rows are locked; whatever waits for them happens after it.
   * @param select what to lock, without `FOR UPDATE`; waits until it finds a row
   */
  static async during(
    db: Database,
    select: string,
    values: unknown[],
    work: (rows: HeldRows) => Promise<void>,
  ): Promise<void> {
    const rows = await HeldRows.take(db, select, values);
    try {
      await work(rows);
    } finally {
      rows.end();
      await rows.transaction;
    }
  }

  private static async take(db: Database, select: string, values: unknown[]): Promise<HeldRows> {
    const taken = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const transaction = db.write(async (tx) => {
      await waitFor(async () => (await tx.query(`${select} FOR UPDATE`, values)).rows.length > 0, {
        what: `a row of: ${select}`,
        deadlineMs: 60_000,
      });
      taken.resolve();
      await over.promise;
    });
    transaction.catch(taken.reject);
    await taken.promise;
    return new HeldRows(db, over.resolve, transaction);
  }

  /** Waits until one of the roles waits for a lock; answers which. */
  async waiter(...roles: string[]): Promise<{ role: string; pid: number }> {
    return waitFor(
      async () => {
        const { rows } = await this.db.primary.query<{ role: string; pid: number }>(
          `SELECT usename AS role, pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = ANY($1)`,
          [roles],
        );
        return rows[0];
      },
      { what: `${roles.join(' or ')} to wait for a row`, deadlineMs: 60_000 },
    );
  }

  /** Ends what a dead service still has waiting: it never happens. */
  async forget(role: string): Promise<void> {
    await this.db.primary.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [
      role,
    ]);
  }
}
