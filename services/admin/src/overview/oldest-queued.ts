import type { Database } from '@rowhouse/database';
import { JobEntity } from '@rowhouse/jobs';

/**
 * For how many seconds the oldest due job of a pool has been waiting; `null` when none waits. Two looks, since
 * jobs that wait in the database and jobs that are handed to the queue have an index each.
 */
export async function oldestQueuedSeconds(database: Database, pool: string): Promise<number | null> {
  const look = (condition: string) =>
    database.dataSource
      .createQueryBuilder(JobEntity, 'job')
      .select('extract(epoch FROM now() - min(job.runAt))::float8', 'seconds')
      .where(`job.state = 'queued' AND job.pool = :pool AND job.runAt <= now() AND ${condition}`, { pool })
      .getRawOne<{ seconds: number | null }>();
  const found = await Promise.all([look('job.dispatchedAt IS NULL'), look('job.dispatchedAt IS NOT NULL')]);
  const ages = found.flatMap((row) => (row?.seconds == null ? [] : [row.seconds]));
  return ages.length === 0 ? null : Math.max(...ages);
}
