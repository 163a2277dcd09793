import type { EventFilter } from './logged-event.js';

/** A position is exact as a double up to 2^53. */
const columns = `position::float8 AS position, at, topic, owner, subject, job_id AS "jobId", private, data`;

export const lockPosition = 'SELECT position::float8 AS position FROM event_position FOR UPDATE';

export const inboxIsEmpty = 'SELECT NOT EXISTS (SELECT FROM event_inbox) AS empty';

/** $1 job. The inbox is nearly empty, always. */
export const jobIsInInbox = 'SELECT EXISTS (SELECT FROM event_inbox WHERE job_id = $1) AS awaiting';

/** Seconds since the oldest event that has no position yet happened; null when there is none. */
export const oldestInInbox =
  'SELECT extract(epoch FROM clock_timestamp() - min(at))::float8 AS seconds FROM event_inbox';

/**
 * $1 most events, $2 the last position that is taken; the caller has locked it. Of one job, the event of a later
 * change has a greater id, since that change saw the earlier one committed: sorting by id keeps their order.
 */
export const moveToLog = `
  WITH taken AS (
    DELETE FROM event_inbox
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM event_inbox ORDER BY id LIMIT $1))
    RETURNING *),
  moved AS (
    INSERT INTO event (position, at, topic, owner, subject, job_id, private, data)
    SELECT $2::bigint + row_number() OVER (ORDER BY id), at, topic, owner, subject, job_id, private, data
    FROM taken
    RETURNING *),
  counted AS (
    UPDATE event_position SET position = $2::bigint + (SELECT count(*) FROM taken))
  SELECT ${columns} FROM moved ORDER BY moved.position`;

export const bounds = 'SELECT position::float8 AS head, pruned_to::float8 AS "prunedTo" FROM event_position';

/** $1 after this position, $2 most events. */
export const eventsAfter = `SELECT ${columns} FROM event WHERE event.position > $1 ORDER BY event.position LIMIT $2`;

/** $1 after this position, $2 up to this one, $3 most events, $4 what the filter looks for. */
export function filteredEvents(filter: EventFilter): { text: string; value: unknown } {
  const [condition, value] = conditionOf(filter);
  const text = `SELECT ${columns} FROM event
    WHERE event.position > $1 AND event.position <= $2 AND ${condition} ORDER BY event.position LIMIT $3`;
  return { text, value };
}

function conditionOf(filter: EventFilter): [string, unknown] {
  if ('jobId' in filter) return ['job_id = $4', filter.jobId];
  if ('dataset' in filter) return ['job_id IS NULL AND subject = $4', filter.dataset];
  if ('jobsOf' in filter) return ['job_id IS NOT NULL AND owner = $4', filter.jobsOf];
  return ['topic = ANY ($4)', filter.topics];
}

/**
 * $1 the greatest age in seconds, $2 how many events are kept at most, $3 how many are deleted at most. What has not
 * been handed to webhooks yet is kept, however old.
 */
export const pruneLog = `
  WITH oldest AS (
    SELECT position, at FROM event ORDER BY position LIMIT $3),
  outdated AS (
    SELECT max(position) AS position FROM oldest
    WHERE at < now() - $1 * interval '1 s' OR position <= (SELECT position FROM event_position) - $2),
  goal AS (
    SELECT least(position, (SELECT position FROM webhook_cursor)) AS position FROM outdated
    WHERE position IS NOT NULL),
  deleted AS (
    DELETE FROM event WHERE position <= (SELECT position FROM goal) RETURNING 1),
  noted AS (
    UPDATE event_position SET pruned_to = greatest(pruned_to, (SELECT position FROM goal))
    WHERE EXISTS (SELECT FROM deleted))
  SELECT count(*)::int AS deleted FROM deleted`;
