import { priorityRange } from '../life/job-request.js';

/** A job that waits for a place in the queue; the condition of the partial indexes `job_waiting_*`. */
const waiting = `state = 'queued' AND dispatched_at IS NULL`;
/** A job whose message is in the queue, as far as we know; the condition of the index `job_dispatched`. */
const dispatched = `state = 'queued' AND dispatched_at IS NOT NULL`;

/** A job of the lowest priority ranks so many minutes after it is due. */
const lowestPriorityMinutes = -priorityRange.lowest;

/** Pools with queued jobs. Jumps from pool to pool in the index, since a pool may have a million waiting jobs. */
export const poolsWithJobs = `
  WITH RECURSIVE each_pool(pool) AS (
    (SELECT pool FROM job WHERE ${waiting} ORDER BY pool LIMIT 1)
    UNION ALL
    SELECT (SELECT next.pool FROM job AS next WHERE ${waiting} AND next.pool > each_pool.pool
            ORDER BY next.pool LIMIT 1)
    FROM each_pool WHERE each_pool.pool IS NOT NULL)
  SELECT pool FROM each_pool WHERE pool IS NOT NULL
  UNION
  SELECT pool FROM job WHERE ${dispatched}`;

/**
 * The next jobs of a pool to publish, at most as many as its window has room for.
 *
 * Each job's turn is a time: when it was due, one minute earlier per step of priority (`rank_at`), and later by a
 * share for each job that its owner already has in the queue, running or chosen before it. So a flood by one owner
 * queues behind itself, a high priority jumps ahead by a bounded distance, and whatever waits comes first one day.
 *
 * Of each owner only the first few jobs are looked at, so that a backlog costs what the window costs. An owner's
 * many jobs may then not fill the window in one go; the caller asks again until nothing comes.
 *
 * Two hints for the planner, which knows nothing of a backlog that has just come: `run_at + '0'` keeps it off the
 * index by time, which would be read once per owner (a minute instead of 15 ms for 1,000 owners and 200,000 jobs);
 * the bound on `rank_at`, which no due job exceeds, keeps it from walking through jobs that are scheduled for later.
 *
 * $1 pool, $2 window, $3 share in ms.
 */
export const nextJobs = `
  WITH RECURSIVE room AS (
    SELECT greatest($2::int - count(*), 0) AS places FROM job WHERE pool = $1 AND ${dispatched}
  ), each_owner(owner) AS (
    (SELECT owner FROM job WHERE pool = $1 AND ${waiting} ORDER BY owner LIMIT 1)
    UNION ALL
    SELECT (SELECT next.owner FROM job AS next WHERE next.pool = $1 AND ${waiting}
              AND next.owner > each_owner.owner ORDER BY next.owner LIMIT 1)
    FROM each_owner WHERE each_owner.owner IS NOT NULL
  ), busy AS (
    SELECT owner, count(*) AS jobs FROM (
      SELECT owner FROM job WHERE pool = $1 AND ${dispatched}
      UNION ALL
      SELECT owner FROM job WHERE pool = $1 AND state = 'running') AS busy_job
    GROUP BY owner
  ), owners AS (
    SELECT owner, coalesce(busy.jobs, 0) AS busy, count(*) OVER () AS among
    FROM each_owner LEFT JOIN busy USING (owner) WHERE owner IS NOT NULL)
  SELECT first.id, first.attempt, first.fence, first.lag_s
  FROM room CROSS JOIN owners CROSS JOIN LATERAL (
    SELECT id, attempt, fence, rank_at, extract(epoch FROM now() - run_at)::float8 AS lag_s,
      row_number() OVER (ORDER BY rank_at, id) AS position
    FROM job WHERE pool = $1 AND owner = owners.owner AND ${waiting} AND run_at + interval '0' <= now()
      AND rank_at <= (now() AT TIME ZONE 'UTC') + interval '${lowestPriorityMinutes} minutes'
    ORDER BY rank_at, id
    LIMIT least(room.places, ceil(4.0 * room.places / owners.among)::bigint)) AS first
  ORDER BY first.rank_at + (owners.busy + first.position) * $3 * interval '1 ms', first.id
  LIMIT (SELECT places FROM room)`;

/**
 * The due jobs of a pool in the order of their turns, as `nextJobs` has it, while they are few: the whole answer when it
 * has less than $4 rows. It costs a tenth, and has one good plan, so that it can be prepared.
 *
 * $1 pool, $2 window, $3 share in ms, $4 most jobs. `places`: what the window has room for. Without a due job the answer
 * is one row that holds the places only.
 */
export const fewDueJobs = `
  WITH due AS MATERIALIZED (
    SELECT id, attempt, fence, owner, rank_at, extract(epoch FROM now() - run_at)::float8 AS lag_s
    FROM job WHERE pool = $1 AND ${waiting} AND run_at <= now() ORDER BY run_at LIMIT $4
  ), in_queue AS MATERIALIZED (
    SELECT owner FROM job WHERE pool = $1 AND ${dispatched}
  ), busy AS (
    SELECT owner, count(*) AS jobs FROM (
      SELECT owner FROM in_queue
      UNION ALL
      SELECT owner FROM job WHERE pool = $1 AND state = 'running') AS busy_job
    GROUP BY owner
  )
  SELECT due.id, due.attempt, due.fence, due.lag_s, room.places
  FROM (SELECT ($2::int - count(*))::int AS places FROM in_queue) AS room
    LEFT JOIN (due LEFT JOIN busy USING (owner)) ON true
  ORDER BY due.rank_at + $3 * interval '1 ms'
      * (coalesce(busy.jobs, 0) + row_number() OVER (PARTITION BY due.owner ORDER BY due.rank_at, due.id)),
    due.id`;

/**
 * $1 ids, $2 attempts, $3 fences. Comes after the confirmation: a crash in between costs a second message, which
 * its claim turns stale. The fence tells a job that was claimed and handed back meanwhile, whose message is used up.
 */
export const markDispatched = `
  WITH published AS MATERIALIZED (
    SELECT job.id FROM job JOIN unnest($1::uuid[], $2::int[], $3::bigint[]) AS message(id, attempt, fence)
      ON job.id = message.id AND job.attempt = message.attempt AND job.fence = message.fence
    WHERE ${waiting} ORDER BY job.id FOR UPDATE OF job)
  UPDATE job SET dispatched_at = now() FROM published WHERE job.id = published.id`;

/** $1 pool. Milliseconds until the next waiting job is due, not positive when one is due now; no row: none waits. */
export const nextDue = `
  SELECT (extract(epoch FROM run_at - now()) * 1000)::float8 AS ms
  FROM job WHERE pool = $1 AND ${waiting} ORDER BY run_at LIMIT 1`;

/** $1 pool. What should be in the queue, and what runs. */
export const inQueue = `
  SELECT
    (SELECT count(*) FROM job WHERE pool = $1 AND ${dispatched})::float8 AS dispatched,
    (SELECT count(*) FROM job WHERE pool = $1 AND state = 'running')::float8 AS running,
    (SELECT (extract(epoch FROM now() - min(dispatched_at)) * 1000)::float8
      FROM job WHERE pool = $1 AND ${dispatched}) AS oldest_ms`;

/**
 * $1 pool, $2 least age in ms, $3 most jobs. The longest dispatched wait for a new message.
 * Materialized: as a plain subquery a plan may run it once per row, and the limit would not hold.
 */
export const forgetDispatched = `
  WITH missing AS MATERIALIZED (
    SELECT id FROM job WHERE pool = $1 AND ${dispatched} AND dispatched_at < now() - $2 * interval '1 ms'
    ORDER BY dispatched_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  UPDATE job SET dispatched_at = NULL FROM missing WHERE job.id = missing.id`;

/** The unfinished jobs of each pool. */
export const backlog = `
  SELECT pool,
    (count(*) FILTER (WHERE ${waiting}))::float8 AS waiting,
    (count(*) FILTER (WHERE ${dispatched}))::float8 AS dispatched,
    (count(*) FILTER (WHERE state = 'running'))::float8 AS running,
    coalesce(greatest(0, extract(epoch FROM now() - min(run_at) FILTER (WHERE state = 'queued'))), 0)::float8
      AS oldest_due_s
  FROM job WHERE state IN ('queued', 'running') GROUP BY pool`;
