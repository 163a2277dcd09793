import type { Database } from '@rowhouse/database';
import { isJobId } from '../store/job-id.js';
import { sumUpCounts } from '../store/query-sql.js';

/** $1 ids, $2 days. A job that is not there has no use for files; one that is queued or runs has. */
const withoutUse = `
  SELECT id FROM unnest($1::uuid[]) AS named(id)
  WHERE NOT EXISTS (SELECT 1 FROM job WHERE job.id = named.id
    AND (finished_at IS NULL OR finished_at > now() - $2 * interval '1 day'))`;

/** Care for what finished jobs leave in the database and beside it. */
export class JobHistory {
  constructor(private readonly db: Database) {}

  /** Keeps counting cheap; the counts are exact whether this runs or not. */
  async sumUpCounts(): Promise<void> {
    await this.db.primary.query(sumUpCounts);
  }

  /** Of the named jobs those whose results nobody needs: finished more than `days` ago, or not there (any more). */
  async finishedLongAgo(jobIds: readonly string[], days: number): Promise<Set<string>> {
    const { rows } = await this.db.primary.query<{ id: string }>(withoutUse, [jobIds.filter(isJobId), days]);
    return new Set(rows.map(({ id }) => id));
  }
}
