/** $1 id. What is asked about; no row: the job is not queued any more. */
export const queuedJob = `
  SELECT pool, kind, owner, dispatched_at IS NOT NULL AS dispatched,
    greatest(0, extract(epoch FROM run_at - now()))::float8 AS due_in_s
  FROM job WHERE id = $1 AND state = 'queued'`;

/** $1 id, $2 most jobs to count. Messages in the queue go to workers in the order in which they were published. */
export const aheadInQueue = `
  SELECT count(*)::int AS ahead FROM (
    SELECT 1 FROM job AS me JOIN job AS other ON other.pool = me.pool
      AND other.state = 'queued' AND other.dispatched_at IS NOT NULL
      AND (other.dispatched_at, other.rank_at, other.id) < (me.dispatched_at, me.rank_at, me.id)
    WHERE me.id = $1 LIMIT $2) AS before`;

/**
 * $1 id, $2 most jobs to count, $3 share in ms. For a job that waits for its message: all that have one, and those
 * whose turn (see nextJobs of the dispatcher) is before its own. An owner's jobs have their turns in the order of
 * rank_at, each a share later than the one before: from an owner's first job on, only so many can come before mine.
 */
export const aheadOfWaiting = `
  WITH RECURSIVE me AS (
    SELECT id, pool, owner, rank_at FROM job WHERE id = $1
  ), each_owner(owner) AS (
    (SELECT owner FROM job WHERE pool = (SELECT pool FROM me) AND state = 'queued' AND dispatched_at IS NULL
     ORDER BY owner LIMIT 1)
    UNION ALL
    SELECT (SELECT next.owner FROM job AS next WHERE next.pool = (SELECT pool FROM me)
              AND next.state = 'queued' AND next.dispatched_at IS NULL AND next.owner > each_owner.owner
            ORDER BY next.owner LIMIT 1)
    FROM each_owner WHERE each_owner.owner IS NOT NULL
  ), in_queue AS (
    SELECT job.owner FROM job, me WHERE job.pool = me.pool AND state = 'queued' AND dispatched_at IS NOT NULL
  ), busy AS (
    SELECT owner, count(*) AS jobs FROM (
      SELECT owner FROM in_queue
      UNION ALL
      SELECT job.owner FROM job, me WHERE job.pool = me.pool AND state = 'running') AS busy_job
    GROUP BY owner
  ), own AS (
    SELECT count(*) AS before FROM (
      SELECT 1 FROM job, me WHERE job.pool = me.pool AND job.owner = me.owner AND state = 'queued'
        AND dispatched_at IS NULL AND run_at <= now() AND (job.rank_at, job.id) < (me.rank_at, me.id)
      LIMIT $2) AS earlier
  ), turn AS (
    SELECT me.rank_at + (coalesce(busy.jobs, 0) + own.before + 1) * $3 * interval '1 ms' AS mine
    FROM me CROSS JOIN own LEFT JOIN busy USING (owner)
  )
  SELECT least($2, (SELECT count(*) FROM in_queue) + (SELECT before FROM own) + (
    SELECT count(*) FROM (
      SELECT 1 FROM turn CROSS JOIN me CROSS JOIN each_owner
        LEFT JOIN busy ON busy.owner = each_owner.owner
        CROSS JOIN LATERAL (
          SELECT least($2, greatest(0, ceil(extract(epoch FROM turn.mine - next.rank_at) * 1000 / $3)
              - coalesce(busy.jobs, 0)))::bigint AS most
          FROM job AS next WHERE next.pool = me.pool AND next.owner = each_owner.owner
            AND next.state = 'queued' AND next.dispatched_at IS NULL
          ORDER BY next.rank_at LIMIT 1) AS bound
        CROSS JOIN LATERAL (
          SELECT other.id, other.rank_at, row_number() OVER (ORDER BY other.rank_at, other.id) AS place
          FROM job AS other WHERE other.pool = me.pool AND other.owner = each_owner.owner
            AND other.state = 'queued' AND other.dispatched_at IS NULL AND other.run_at <= now()
            AND other.rank_at < turn.mine
          ORDER BY other.rank_at, other.id LIMIT bound.most) AS other
      WHERE each_owner.owner <> me.owner
        AND (other.rank_at + (coalesce(busy.jobs, 0) + other.place) * $3 * interval '1 ms', other.id)
          < (turn.mine, me.id)
      LIMIT $2) AS before))::int AS ahead`;

/**
 * $1 pool, $2 kind, $3 seconds without a sign after which a worker does not count. The mean is that of the
 * pool's last 100 jobs of the kind that succeeded.
 */
export const paceOfPool = `
  SELECT
    (SELECT avg(extract(epoch FROM finished_at - started_at))::float8 FROM (
      SELECT started_at, finished_at FROM job WHERE state = 'succeeded' AND pool = $1 AND kind = $2
      ORDER BY finished_at DESC LIMIT 100) AS recent) AS "meanSeconds",
    (SELECT count(*)::int FROM job WHERE state = 'running' AND pool = $1) AS running,
    (SELECT coalesce(sum(concurrency), 0)::int FROM worker
      WHERE pool = $1 AND last_seen > now() - $3 * interval '1 second') AS places`;
