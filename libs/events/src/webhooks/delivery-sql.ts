/** Statements of the process that delivers. */

export const lockCursor = 'SELECT position::float8 AS position FROM webhook_cursor FOR UPDATE';
/** $1 position. */
export const moveCursor = 'UPDATE webhook_cursor SET position = $1';

export const listeners = `
  SELECT id, owner, events, dataset, since::float8 AS since FROM webhook WHERE disabled_at IS NULL`;

/** $1 webhooks, $2 positions, $3 topics, $4 bodies: one of each per delivery. */
export const insertDeliveries = `
  INSERT INTO webhook_delivery (webhook_id, position, topic, body)
  SELECT d.webhook_id, d.position, d.topic, d.body
  FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[])
    WITH ORDINALITY AS d (webhook_id, position, topic, body, n)
  JOIN webhook w ON w.id = d.webhook_id
  ORDER BY d.n
  ON CONFLICT (webhook_id, position) DO NOTHING`;

/**
 * $1 webhooks that are being told something right now, $2 most. The oldest due delivery of each other webhook; one at
 * a time and the oldest first is what keeps their order.
 */
export const dueDeliveries = `
  SELECT d.id::text AS id, d.webhook_id AS "webhookId", d.position::float8 AS position, d.topic, d.body, d.attempt,
    d.attempts, w.url, w.secret
  FROM webhook w
  CROSS JOIN LATERAL (
    SELECT * FROM webhook_delivery d
    WHERE d.webhook_id = w.id AND d.state = 'pending' AND d.next_at <= now()
    ORDER BY d.id LIMIT 1) d
  WHERE w.disabled_at IS NULL AND w.id <> ALL ($1::uuid[])
  ORDER BY d.id LIMIT $2`;

/** $1 delivery, $2 attempts. */
export const succeeded = `
  WITH done AS (
    UPDATE webhook_delivery SET state = 'delivered', attempt = attempt + 1, attempts = $2, next_at = NULL,
      finished_at = now()
    WHERE id = $1 RETURNING webhook_id)
  UPDATE webhook SET failing_since = NULL FROM done
  WHERE webhook.id = done.webhook_id AND failing_since IS NOT NULL`;

/** $1 delivery, $2 attempts, $3 wait before the next one in ms, or null when none follows. */
export const failed = `
  WITH tried AS (
    UPDATE webhook_delivery SET attempt = attempt + 1, attempts = $2,
      state = CASE WHEN $3::float8 IS NULL THEN 'failed' ELSE 'pending' END,
      next_at = now() + $3::float8 * interval '1 ms',
      finished_at = CASE WHEN $3::float8 IS NULL THEN now() END
    WHERE id = $1 RETURNING webhook_id)
  UPDATE webhook SET failing_since = coalesce(failing_since, now()) FROM tried
  WHERE webhook.id = tried.webhook_id`;

/** $1 webhook, $2 reason. */
export const disable = `
  UPDATE webhook SET disabled_at = now(), disabled_reason = $2 WHERE id = $1 AND disabled_at IS NULL`;

/** $1 days, $2 most pending deliveries. Those that have failed for too long, or take less than comes; what waited before it was switched on does not count. */
export const disableHopeless = `
  UPDATE webhook w SET disabled_at = now(), disabled_reason = CASE
    WHEN failing_since < now() - $1 * interval '1 day'
      THEN 'No delivery has succeeded since ' || to_char(failing_since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
        || ' UTC.'
    ELSE 'More than ' || $2::int || ' deliveries were waiting.' END
  WHERE disabled_at IS NULL AND (failing_since < now() - $1 * interval '1 day' OR $2::int < (
    SELECT count(*) FROM (
      SELECT FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'pending' AND d.created_at >= w.enabled_at
      LIMIT $2::int + 1) waiting))
  RETURNING id, disabled_reason AS reason`;

/** $1 days, $2 most rows. What an active webhook still waits for is kept. */
export const pruneDeliveries = `
  WITH old AS (
    SELECT d.id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
    WHERE d.created_at < now() - $1 * interval '1 day' AND (d.state <> 'pending' OR w.disabled_at IS NOT NULL)
    LIMIT $2)
  DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM old)`;

/** $1 most. */
export const pendingDeliveries = `
  SELECT count(*)::int AS pending FROM (
    SELECT FROM webhook_delivery WHERE state = 'pending' LIMIT $1) AS counted`;
