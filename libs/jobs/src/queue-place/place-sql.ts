import { prepared } from '@rowhouse/database';

// All but the first are planned each time: which plan is good depends on the backlog, and one that was kept from before it
// came takes eight times as long. A plan is shared by all who ask together.

/** $1 ids. What is asked about; no row for a job that is not queued any more. */
export const queuedJobs = prepared(`
  SELECT id, pool, kind, dispatched_at IS NOT NULL AS dispatched,
    greatest(0, extract(epoch FROM run_at - now()))::float8 AS due_in_s
  FROM job WHERE id = ANY($1::uuid[]) AND state = 'queued'`);

/** $1 ids, $2 most jobs to count. Messages in the queue go to workers in the order in which they were published. */
export const aheadInQueue = `
  SELECT me.id, before.ahead FROM job AS me CROSS JOIN LATERAL (
    SELECT count(*)::int AS ahead FROM (
      SELECT 1 FROM job AS other
      WHERE other.pool = me.pool AND other.state = 'queued' AND other.dispatched_at IS NOT NULL
        AND (other.dispatched_at, other.rank_at, other.id) < (me.dispatched_at, me.rank_at, me.id)
      LIMIT $2) AS counted) AS before
  WHERE me.id = ANY($1::uuid[])`;

/**
 * $1 ids, $2 most jobs to count, $3 share in ms, $4 the pool of them all. For jobs that wait for their message: all that
 * have one, and those whose turn (see nextJobs of the dispatcher) is before its own. An owner's jobs have their turns in
 * the order of rank_at, each a share later than the one before: from an owner's first job on, only so many can come
 * before mine.
 */
export const aheadOfWaiting = `
  WITH RECURSIVE each_owner(owner) AS (
    (SELECT owner FROM job WHERE pool = $4 AND state = 'queued' AND dispatched_at IS NULL ORDER BY owner LIMIT 1)
    UNION ALL
    SELECT (SELECT next.owner FROM job AS next WHERE next.pool = $4
              AND next.state = 'queued' AND next.dispatched_at IS NULL AND next.owner > each_owner.owner
            ORDER BY next.owner LIMIT 1)
    FROM each_owner WHERE each_owner.owner IS NOT NULL
  ), in_queue AS MATERIALIZED (
    SELECT owner FROM job WHERE pool = $4 AND state = 'queued' AND dispatched_at IS NOT NULL
  ), busy AS MATERIALIZED (
    SELECT owner, count(*) AS jobs FROM (
      SELECT owner FROM in_queue
      UNION ALL
      SELECT owner FROM job WHERE pool = $4 AND state = 'running') AS busy_job
    GROUP BY owner
  )
  SELECT me.id, least($2, (SELECT count(*) FROM in_queue) + own.before + others.before)::int AS ahead
  FROM job AS me
    CROSS JOIN LATERAL (
      SELECT count(*) AS before FROM (
        SELECT 1 FROM job WHERE pool = $4 AND owner = me.owner AND state = 'queued'
          AND dispatched_at IS NULL AND run_at <= now() AND (rank_at, id) < (me.rank_at, me.id)
        LIMIT $2) AS earlier) AS own
    CROSS JOIN LATERAL (
      SELECT me.rank_at + (coalesce((SELECT jobs FROM busy WHERE busy.owner = me.owner), 0) + own.before + 1)
        * $3 * interval '1 ms' AS mine) AS turn
    CROSS JOIN LATERAL (
      SELECT count(*) AS before FROM (
        SELECT 1 FROM each_owner
          LEFT JOIN busy ON busy.owner = each_owner.owner
          CROSS JOIN LATERAL (
            SELECT least($2, greatest(0, ceil(extract(epoch FROM turn.mine - next.rank_at) * 1000 / $3)
                - coalesce(busy.jobs, 0)))::bigint AS most
            FROM job AS next WHERE next.pool = $4 AND next.owner = each_owner.owner
              AND next.state = 'queued' AND next.dispatched_at IS NULL
            ORDER BY next.rank_at LIMIT 1) AS bound
          CROSS JOIN LATERAL (
            SELECT other.id, other.rank_at, row_number() OVER (ORDER BY other.rank_at, other.id) AS place
            FROM job AS other WHERE other.pool = $4 AND other.owner = each_owner.owner
              AND other.state = 'queued' AND other.dispatched_at IS NULL AND other.run_at <= now()
              AND other.rank_at < turn.mine
            ORDER BY other.rank_at, other.id LIMIT bound.most) AS other
        WHERE each_owner.owner <> me.owner
          AND (other.rank_at + (coalesce(busy.jobs, 0) + other.place) * $3 * interval '1 ms', other.id)
            < (turn.mine, me.id)
        LIMIT $2) AS counted) AS others
  WHERE me.id = ANY($1::uuid[])`;

/**
 * $1 pools, $2 kinds, $3 seconds without a sign after which a worker does not count. The mean is that of the
 * pool's last 100 jobs of the kind that succeeded.
 */
export const pacesOfPools = `
  SELECT asked.pool, asked.kind,
    (SELECT avg(extract(epoch FROM finished_at - started_at))::float8 FROM (
      SELECT started_at, finished_at FROM job
      WHERE state = 'succeeded' AND job.pool = asked.pool AND job.kind = asked.kind
      ORDER BY finished_at DESC LIMIT 100) AS recent) AS "meanSeconds",
    (SELECT count(*)::int FROM job WHERE state = 'running' AND job.pool = asked.pool) AS running,
    (SELECT coalesce(sum(concurrency), 0)::int FROM worker
      WHERE worker.pool = asked.pool AND last_seen > now() - $3 * interval '1 second') AS places
  FROM unnest($1::text[], $2::text[]) AS asked(pool, kind)`;
