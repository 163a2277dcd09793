import { arrival, guard } from '../life/state.js';
import { recordColumns } from '../store/job-row.js';

/**
 * $1 kind, $2 pool, $3 owner, $4 params, $5 priority, $6 credential, $7 children. A parent runs from its start, on no
 * worker: its lease is one that never ends, and its state follows from its children.
 */
export const insertParent = `
  INSERT INTO job (kind, pool, owner, params, priority, max_attempts, run_at, credential, children,
    state, started_at, lease_until)
  VALUES ($1, $2, $3, $4, $5, 1, now(), $6, $7, 'running', now(), '9999-12-31T00:00:00Z')
  RETURNING id`;

/** $1 id. No row: it has ended. */
export const lockParent = `SELECT ${recordColumns} FROM job WHERE id = $1 AND state = 'running' FOR UPDATE`;

/** $1 id of the parent. Running children count by their progress. */
export const countChildren = `
  SELECT count(*)::int AS total,
    (count(*) FILTER (WHERE state = 'queued'))::int AS queued,
    (count(*) FILTER (WHERE state = 'running'))::int AS running,
    (count(*) FILTER (WHERE state = 'succeeded'))::int AS succeeded,
    (count(*) FILTER (WHERE state = 'failed'))::int AS failed,
    (count(*) FILTER (WHERE state = 'cancelled'))::int AS cancelled,
    coalesce(avg(CASE state WHEN 'queued' THEN 0
      WHEN 'running' THEN coalesce((progress->>'fraction')::float8, 0) ELSE 1 END), 0)::float8 AS fraction,
    coalesce(sum(cpu_ms), 0)::float8 AS cpu_ms,
    coalesce(sum(gpu_ms), 0)::float8 AS gpu_ms
  FROM job WHERE parent_id = $1`;

/** $1 id, $2 fraction, $3 cpu ms, $4 gpu ms. */
export const progressParent = `
  UPDATE job SET progress = jsonb_build_object('fraction', $2::float8), cpu_ms = $3, gpu_ms = $4
  WHERE id = $1 AND state = 'running' RETURNING ${recordColumns}`;

const ending = `finished_at = now(), lease_until = NULL, progress = '{"fraction": 1}', result = $2, error = $3,
    cpu_ms = $4, gpu_ms = $5`;

/** By the state that a parent ends in: $1 id, $2 result, $3 error or null, $4 cpu ms, $5 gpu ms. */
export const endParent = {
  succeeded: `UPDATE job SET ${arrival('succeed')}, ${ending}
    WHERE id = $1 AND ${guard('succeed')} RETURNING ${recordColumns}`,
  failed: `UPDATE job SET ${arrival('fail')}, ${ending}
    WHERE id = $1 AND ${guard('fail')} RETURNING ${recordColumns}`,
  cancelled: `UPDATE job SET ${arrival('cancelRunning')}, ${ending}
    WHERE id = $1 AND ${guard('cancelRunning')} RETURNING ${recordColumns}`,
};

/** $1 id of the parent: the error of the first child that failed. */
export const firstFailure = `
  SELECT error FROM job WHERE parent_id = $1 AND state = 'failed' ORDER BY place LIMIT 1`;

/** $1 id of the parent. */
export const unfinishedChildren = `
  SELECT id FROM job WHERE parent_id = $1 AND state IN ('queued', 'running') ORDER BY place`;

/** $1 id of the parent, $2 keys to leave out of the results. */
export const listChildren = `
  SELECT id, place, state, error, params, result - $2::text[] AS result
  FROM job WHERE parent_id = $1 ORDER BY place`;

/** Parents whose children have all ended without their noticing, as when an older version ended the last one. */
export const overdueParents = `
  SELECT id FROM job AS parent WHERE state = 'running' AND children IS NOT NULL AND NOT EXISTS (
    SELECT FROM job AS child WHERE child.parent_id = parent.id AND child.state IN ('queued', 'running'))`;
