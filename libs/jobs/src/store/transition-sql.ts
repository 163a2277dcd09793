import { arrival, guard } from '../life/state.js';
import { columnsOfJob, recordColumns } from './job-row.js';

/**
 * Every statement that changes a job's state. Each stands behind the guard of its transition; those of a
 * running job also behind its fence (the caller locks the row with `lockClaim` or `lockExpired` first, or
 * the statement compares the fence itself). All times are the database's.
 */

/**
 * $1 kind, $2 pool, $3 owner, $4 params, $5 priority, $6 max_attempts, $7 run_at or null, $8 subject, $9 credential,
 * $10 parent, $11 place. A job that is due at once is told by name too, first, for a dispatcher that need not look.
 */
export const insertJob = `
  WITH created AS (
    INSERT INTO job (kind, pool, owner, params, priority, max_attempts, run_at, subject, credential, parent_id, place)
    VALUES ($1, $2, $3, $4, $5, $6, coalesce($7::timestamptz, now()), $8, $9, $10, $11)
    RETURNING id, pool, run_at)
  SELECT id, CASE WHEN run_at <= now() THEN pg_notify('rowhouse_new_jobs', pool || ' ' || id) END,
    pg_notify('rowhouse_jobs', pool)
  FROM created`;

/**
 * $1 ids, $2 attempts, $3 workers, $4 lease in ms. No row for a message that is stale; one row when several are alike.
 * Several rows are locked in one order by all statements that do so, else two of them could wait for each other.
 */
export const claimJobs = `
  WITH wanted AS MATERIALIZED (
    SELECT job.id, message.worker FROM job
      JOIN unnest($1::uuid[], $2::int[], $3::text[]) AS message(id, attempt, worker)
        ON job.id = message.id AND job.attempt = message.attempt
    WHERE ${guard('claim')} ORDER BY job.id FOR UPDATE OF job)
  UPDATE job SET ${arrival('claim')}, fence = nextval('job_fence'), worker = wanted.worker, started_at = now(),
    lease_until = now() + $4 * interval '1 ms', progress = '{}', error = NULL
  FROM wanted WHERE job.id = wanted.id
  RETURNING ${columnsOfJob}, extract(epoch FROM now() - run_at)::float8 AS waited_s`;

/** $1 id, $2 fence, $3 lease in ms, $4 progress or null. A late heartbeat revives a lease nobody has reaped yet. */
export const renewLease = `
  UPDATE job SET lease_until = now() + $3 * interval '1 ms', progress = coalesce($4::jsonb, progress)
  WHERE id = $1 AND fence = $2 AND state = 'running'
  RETURNING cancel_requested_at IS NOT NULL AS cancelled`;

/** $1 id, $2 fence, $3 most attempts. The attempt that runs counts even when it is one more than that. */
export const limitAttempts = `
  UPDATE job SET max_attempts = greatest($3, attempt)
  WHERE id = $1 AND fence = $2 AND state = 'running' AND max_attempts > greatest($3, attempt)`;

/** $1 id, $2 attempt, $3 ms. Shortens the lease; the next heartbeat gives it its full length again. */
export const doubtLease = `
  UPDATE job SET lease_until = least(lease_until, now() + $3 * interval '1 ms')
  WHERE id = $1 AND attempt = $2 AND state = 'running'`;

/** $1 id, $2 fence. Locks the job for the end of its attempt; no row: fenced off. */
export const lockClaim = `
  SELECT ${recordColumns}, extract(epoch FROM now() - started_at)::float8 AS ran_s
  FROM job WHERE id = $1 AND fence = $2 AND state = 'running' FOR UPDATE`;

/** $1 ids, $2 fences, $3 results, $4 cpu ms, $5 gpu ms of each. No row for a job that was fenced off. */
export const succeedJobs = `
  WITH ended AS MATERIALIZED (
    SELECT job.id, attempt.result, attempt.cpu_ms, attempt.gpu_ms FROM job
      JOIN unnest($1::uuid[], $2::bigint[], $3::jsonb[], $4::bigint[], $5::bigint[])
        AS attempt(id, fence, result, cpu_ms, gpu_ms)
        ON job.id = attempt.id AND job.fence = attempt.fence
    WHERE ${guard('succeed')} ORDER BY job.id FOR UPDATE OF job)
  UPDATE job SET ${arrival('succeed')}, result = ended.result, finished_at = now(), lease_until = NULL,
    progress = progress || '{"fraction": 1}', cpu_ms = job.cpu_ms + ended.cpu_ms,
    gpu_ms = job.gpu_ms + ended.gpu_ms
  FROM ended WHERE job.id = ended.id
  RETURNING ${columnsOfJob}, extract(epoch FROM now() - started_at)::float8 AS ran_s`;

/** What an attempt without a result leaves in the history; $3 is its error. */
const endedAttempt = `history || jsonb_build_array(jsonb_build_object(
      'attempt', attempt, 'worker', worker, 'startedAt', started_at, 'endedAt', now(),
      'code', $3::jsonb->>'code', 'message', $3::jsonb->>'message'))`;

/** $1 id, $2 fence, $3 error, $4 cpu ms, $5 gpu ms. */
export const failJob = `
  UPDATE job SET ${arrival('fail')}, error = $3, history = ${endedAttempt}, finished_at = now(),
    lease_until = NULL, cpu_ms = cpu_ms + $4, gpu_ms = gpu_ms + $5
  WHERE id = $1 AND fence = $2 AND ${guard('fail')}
  RETURNING ${recordColumns}`;

/** $1 id, $2 fence, $3 error, $4 cpu ms, $5 gpu ms. */
export const cancelRunningJob = `
  UPDATE job SET ${arrival('cancelRunning')}, error = $3, history = ${endedAttempt}, finished_at = now(),
    lease_until = NULL, cpu_ms = cpu_ms + $4, gpu_ms = gpu_ms + $5,
    cancel_requested_at = coalesce(cancel_requested_at, now())
  WHERE id = $1 AND fence = $2 AND ${guard('cancelRunning')}
  RETURNING ${recordColumns}`;

/** $1 id, $2 fence, $3 error, $4 cpu ms, $5 gpu ms, $6 wait in ms. The next attempt has a number and a message of its own. */
export const tryJobAgain = `
  WITH changed AS (
    UPDATE job SET ${arrival('tryAgain')}, error = $3, history = ${endedAttempt}, attempt = attempt + 1,
      run_at = now() + $6 * interval '1 ms', dispatched_at = NULL, lease_until = NULL,
      cpu_ms = cpu_ms + $4, gpu_ms = gpu_ms + $5
    WHERE id = $1 AND fence = $2 AND ${guard('tryAgain')}
    RETURNING ${recordColumns})
  SELECT changed.*, pg_notify('rowhouse_jobs', pool) FROM changed`;

/** $1 id, $2 fence, $3 cpu ms, $4 gpu ms. The attempt keeps its number, `run_at` and so its place in the queue. */
export const releaseJob = `
  WITH changed AS (
    UPDATE job SET ${arrival('release')}, dispatched_at = NULL, lease_until = NULL, worker = NULL,
      cpu_ms = cpu_ms + $3, gpu_ms = gpu_ms + $4
    WHERE id = $1 AND fence = $2 AND ${guard('release')}
    RETURNING ${recordColumns}, extract(epoch FROM now() - started_at)::float8 AS ran_s)
  SELECT changed.*, pg_notify('rowhouse_jobs', pool) FROM changed`;

/** $1 id. */
export const cancelQueuedJob = `
  UPDATE job SET ${arrival('cancelQueued')}, finished_at = now(), cancel_requested_at = now()
  WHERE id = $1 AND ${guard('cancelQueued')}
  RETURNING ${recordColumns}`;

/** $1 id. The worker learns of it from its next heartbeat. */
export const requestCancel = `
  UPDATE job SET cancel_requested_at = coalesce(cancel_requested_at, now())
  WHERE id = $1 AND state = 'running'
  RETURNING ${recordColumns}`;

/** $1 id. Locks a job whatever its state. */
export const lockJob = `SELECT ${recordColumns} FROM job WHERE id = $1 FOR UPDATE`;

/** $1 id. One more attempt, at once, with a number of its own so that old messages stay stale. Not of a parent. */
export const reviveJob = `
  WITH changed AS (
    UPDATE job SET ${arrival('revive')}, attempt = attempt + 1, max_attempts = greatest(max_attempts, attempt + 1),
      run_at = now(), dispatched_at = NULL, finished_at = NULL, cancel_requested_at = NULL, progress = '{}'
    WHERE id = $1 AND ${guard('revive')} AND children IS NULL
    RETURNING ${recordColumns})
  SELECT changed.*, pg_notify('rowhouse_jobs', pool) FROM changed`;
