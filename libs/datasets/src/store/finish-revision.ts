import type { Sql } from '@rowhouse/database';

/**
 * Counts `ended` steps off. When a revision's last step has ended: it is `ready` if at least one split became a table, else `failed`;
 * a ready one that is newer than what readers see replaces it, all at once.
 */
export async function finishRevision(
  tx: Sql,
  key: { datasetId: string; revision: string },
  ended: number,
): Promise<void> {
  const { rows } = await tx.query<{ pending_steps: number }>(
    `UPDATE revision SET pending_steps = pending_steps - $3
     WHERE dataset_id = $1 AND revision = $2 RETURNING pending_steps`,
    [key.datasetId, key.revision, ended],
  );
  if (rows[0]?.pending_steps !== 0) return;
  const { rows: finished } = await tx.query<{ state: string; number: number }>(
    `UPDATE revision SET finished_at = now(), state = CASE WHEN EXISTS (
         SELECT 1 FROM step_result WHERE dataset_id = $1 AND revision = $2
           AND step = 'split-parquet' AND state = 'succeeded') THEN 'ready' ELSE 'failed' END
     WHERE dataset_id = $1 AND revision = $2 RETURNING state, number`,
    [key.datasetId, key.revision],
  );
  if (finished[0]?.state !== 'ready') return;
  await tx.query(
    `UPDATE dataset d SET served_revision = $2, updated_at = now()
     WHERE d.id = $1 AND NOT EXISTS (
       SELECT 1 FROM revision s WHERE s.dataset_id = d.id AND s.revision = d.served_revision
         AND s.number >= $3 AND s.state <> 'failed')`,
    [key.datasetId, key.revision, finished[0].number],
  );
}
