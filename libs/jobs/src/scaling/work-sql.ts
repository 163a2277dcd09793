/**
 * $1 pool, $2 most waiting jobs to count, the oldest first. What a pool has to do, in one snapshot, so that a job that
 * is claimed meanwhile is not missed. `host` is empty for running jobs of a worker that is not registered any more.
 */
export const unfinishedWork = `
  SELECT 'due' AS what, kind, '' AS host, count(*)::int AS jobs,
    greatest(0, extract(epoch FROM now() - min(run_at)))::float8 AS oldest_s
  FROM (
    SELECT kind, run_at FROM job WHERE pool = $1 AND state = 'queued' AND dispatched_at IS NOT NULL
    UNION ALL
    (SELECT kind, run_at FROM job WHERE pool = $1 AND state = 'queued' AND dispatched_at IS NULL
       AND run_at <= now() ORDER BY run_at LIMIT $2)) AS due
  GROUP BY kind
  UNION ALL
  SELECT 'running', job.kind, coalesce(worker.host, ''), count(*)::int, 0
  FROM job LEFT JOIN worker ON worker.id = job.worker
  WHERE job.pool = $1 AND job.state = 'running'
  GROUP BY 2, 3`;

/** $1 pool, $2 most jobs to look at. How long the latest successful jobs of a pool took, by kind. */
export const paceOfKinds = `
  SELECT kind, avg(extract(epoch FROM finished_at - started_at))::float8 AS mean_s
  FROM (SELECT kind, started_at, finished_at FROM job
    WHERE state = 'succeeded' AND pool = $1 ORDER BY id DESC LIMIT $2) AS latest
  WHERE started_at IS NOT NULL GROUP BY kind`;
