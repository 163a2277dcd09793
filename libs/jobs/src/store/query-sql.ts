import { recordColumns, summaryColumns } from './job-row.js';

/** $1 id. */
export const getJob = `SELECT ${recordColumns} FROM job WHERE id = $1`;

/** The index `job_failed` finds the few of them; a parent has no attempts of its own. */
export const isDeadLetter = `state = 'failed' AND (error->>'retryable')::boolean AND children IS NULL`;

/** The newest first; `conditions` come from `list-jobs.ts`, which numbers their parameters. */
export const listJobs = (conditions: string, limit: string) =>
  `SELECT ${summaryColumns} FROM job WHERE ${conditions} ORDER BY id DESC LIMIT ${limit}`;

/** Exact, over the whole history: unfinished jobs are counted, finished ones have been (see `job_count`). */
export const countJobs = `
  SELECT state, pool, sum(jobs)::float8 AS jobs FROM (
    SELECT state, pool, count(*) AS jobs FROM job WHERE state IN ('queued', 'running') GROUP BY state, pool
    UNION ALL
    SELECT state, pool, jobs FROM job_count
    UNION ALL
    SELECT state, pool, change FROM job_count_change) AS counted
  GROUP BY state, pool HAVING sum(jobs) > 0 ORDER BY pool, state`;

/** Adds what changed to the counts. Readers see it before or after, never half. One process at a time does this. */
export const sumUpCounts = `
  WITH changes AS (DELETE FROM job_count_change RETURNING state, pool, change)
  INSERT INTO job_count AS known (state, pool, jobs)
  SELECT state, pool, sum(change) FROM changes GROUP BY state, pool
  ON CONFLICT (state, pool) DO UPDATE SET jobs = known.jobs + excluded.jobs`;
