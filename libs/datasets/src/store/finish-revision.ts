import type { Sql } from '@rowhouse/database';
import { endsTheWait, lateSteps, type StepName } from '../graph/steps.js';

interface RevisionKey {
  datasetId: string;
  revision: string;
}

/**
 * Counts `ended` steps off. When the last step has ended that readers wait for, and at least one split became a table,
 * the revision replaces what readers see if that is older, all at once. When the last step of all has ended, the
 * revision is `ready`, or `failed` without any table.
 */
export async function finishRevision(tx: Sql, key: RevisionKey, ended: readonly StepName[]): Promise<void> {
  const { rows } = await tx.query<{ pending_steps: number }>(
    `UPDATE revision SET pending_steps = pending_steps - $3
     WHERE dataset_id = $1 AND revision = $2 RETURNING pending_steps`,
    [key.datasetId, key.revision, ended.length],
  );
  const complete = rows[0]?.pending_steps === 0;
  if (complete) {
    await tx.query(
      `UPDATE revision SET finished_at = now(), state = CASE WHEN ${hasTable} THEN 'ready' ELSE 'failed' END
       WHERE dataset_id = $1 AND revision = $2`,
      [key.datasetId, key.revision],
    );
  }
  if (complete || (ended.some(endsTheWait) && (await onlyLateStepsPend(tx, key)))) await show(tx, key);
}

const hasTable = `EXISTS (
  SELECT 1 FROM step_result WHERE dataset_id = $1 AND revision = $2
    AND step = 'split-parquet' AND state = 'succeeded')`;

async function onlyLateStepsPend(tx: Sql, key: RevisionKey): Promise<boolean> {
  const { rowCount } = await tx.query(
    `SELECT 1 FROM step_result
     WHERE dataset_id = $1 AND revision = $2 AND state = 'pending' AND step <> ALL ($3) LIMIT 1`,
    [key.datasetId, key.revision, lateSteps],
  );
  return rowCount === 0;
}

async function show(tx: Sql, key: RevisionKey): Promise<void> {
  await tx.query(
    `UPDATE dataset d SET served_revision = $2, updated_at = now()
     WHERE d.id = $1 AND ${hasTable} AND NOT EXISTS (
       SELECT 1 FROM revision s, revision r
       WHERE s.dataset_id = d.id AND s.revision = d.served_revision
         AND r.dataset_id = d.id AND r.revision = $2
         AND s.number >= r.number AND s.state <> 'failed')`,
    [key.datasetId, key.revision],
  );
}
