import type { Database } from '@rowhouse/database';
import type { JobState } from '../life/state.js';
import { forgetRemains, lockRemains } from './remains-sql.js';

/** An ended job of which an attempt may have left something behind. */
export interface RemainingJob {
  id: string;
  kind: string;
  params: Record<string, unknown>;
  /** Of its last attempt: nothing with a higher number is its own. */
  fence: string;
}

/** What attempts left behind whose worker vanished, and nobody came after them to tidy up. */
export class JobRemains {
  constructor(private readonly db: Database) {}

  /**
   * Calls `remove` for ended jobs of the pool, one after the other, and forgets those for which it resolves. Those of
   * successful jobs are forgotten only: their last attempt has tidied up. Returns how many were forgotten.
   */
  async clear(pool: string, remove: (job: RemainingJob) => Promise<void>, most = 10): Promise<number> {
    return this.db.write(async (tx) => {
      const { rows } = await tx.query<RemainingJob & { state: JobState }>(lockRemains, [pool, most]);
      for (const { state, ...job } of rows) {
        if (state !== 'succeeded') await remove(job);
        await tx.query(forgetRemains, [job.id]);
      }
      return rows.length;
    });
  }
}
