import { errors } from '@rowhouse/contract';
import type { Sql } from '@rowhouse/database';

/**
 * Ends the processing of revisions that nobody would see: those whose conversion has not begun when a newer one is
 * committed. So uploads in quick succession cost what the workers can do, not the square of their number. What has
 * begun goes on, hence a steady stream of uploads can't keep a dataset from moving; what readers see goes on too.
 * The jobs find their steps closed and end without work.
 */
export async function supersedeWaiting(tx: Sql, datasetId: string, number: number): Promise<void> {
  // A revision that somebody else has locked has just got a result: it has begun.
  const { rows } = await tx.query<{ revision: string }>(
    `SELECT r.revision FROM revision r JOIN dataset d ON d.id = r.dataset_id
     WHERE r.dataset_id = $1 AND r.number < $2 AND r.state = 'processing'
       AND r.revision IS DISTINCT FROM d.served_revision
       AND NOT EXISTS (
         SELECT 1 FROM step_result s LEFT JOIN job j ON j.id = s.job_id
         WHERE s.dataset_id = r.dataset_id AND s.revision = r.revision AND s.step = 'split-parquet'
           AND (s.state <> 'pending' OR j.state <> 'queued' OR j.attempt > 1))
     FOR UPDATE OF r SKIP LOCKED`,
    [datasetId, number],
  );
  const revisions = rows.map(({ revision }) => revision);
  if (revisions.length === 0) return;
  await tx.query(
    `UPDATE step_result SET state = 'failed', error = $3::jsonb, finished_at = now()
     WHERE dataset_id = $1 AND revision = ANY ($2) AND state = 'pending'`,
    [datasetId, revisions, JSON.stringify(errors.RevisionSuperseded().toStored())],
  );
  await tx.query(
    `UPDATE revision SET state = 'superseded', pending_steps = 0, finished_at = now()
     WHERE dataset_id = $1 AND revision = ANY ($2)`,
    [datasetId, revisions],
  );
}
