/** Statements of what clients do with their webhooks. */

export const webhookColumns = `id, owner, url, events, dataset, disabled_at AS "disabledAt",
  disabled_reason AS "disabledReason", failing_since AS "failingSince", created_at AS "createdAt"`;

export const deliveryColumns = `id::text AS id, webhook_id AS "webhookId", position::float8 AS position, topic, state,
  attempt, next_at AS "nextAt", attempts, created_at AS "createdAt", finished_at AS "finishedAt"`;

/** $1 owner. Of two that come at once, the second waits and then counts the first. */
export const lockOwner = `SELECT pg_advisory_xact_lock(hashtextextended('rowhouse:webhooks:' || $1, 0))`;
export const countOfOwner = 'SELECT count(*)::int AS webhooks FROM webhook WHERE owner = $1';

/** $1 owner, $2 url, $3 events, $4 dataset, $5 secret. It hears of what is logged from now on. */
export const insertWebhook = `
  INSERT INTO webhook (owner, url, events, dataset, secret, since)
  SELECT $1, $2, $3, $4, $5, position FROM event_position RETURNING ${webhookColumns}`;

export const listWebhooks = `
  SELECT ${webhookColumns} FROM webhook WHERE owner = $1 ORDER BY created_at DESC, id`;
export const getWebhook = `SELECT ${webhookColumns} FROM webhook WHERE owner = $1 AND id = $2`;
export const deleteWebhook = 'DELETE FROM webhook WHERE owner = $1 AND id = $2';

/** $1 owner, $2 id, $3 url, $4 events, $5 whether the dataset changes, $6 dataset, $7 active; null leaves as it is. */
export const changeWebhook = `
  UPDATE webhook SET url = coalesce($3, url), events = coalesce($4, events),
    dataset = CASE WHEN $5::boolean THEN $6 ELSE dataset END,
    disabled_at = CASE $7::boolean WHEN true THEN NULL WHEN false THEN coalesce(disabled_at, now()) ELSE disabled_at END,
    disabled_reason = CASE $7::boolean WHEN true THEN NULL
      WHEN false THEN coalesce(disabled_reason, 'It was switched off.') ELSE disabled_reason END,
    enabled_at = CASE WHEN $7::boolean THEN now() ELSE enabled_at END,
    failing_since = CASE WHEN $7::boolean THEN NULL ELSE failing_since END
  WHERE owner = $1 AND id = $2 RETURNING ${webhookColumns}`;

/** $1 webhook, $2 state or null, $3 before this id or null, $4 most. */
export const listDeliveries = `
  SELECT ${deliveryColumns} FROM webhook_delivery
  WHERE webhook_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::bigint IS NULL OR id < $3)
  ORDER BY id DESC LIMIT $4`;

/** $1 webhook, $2 id. */
export const redeliver = `
  UPDATE webhook_delivery SET state = 'pending', attempt = 0, next_at = now(), finished_at = NULL
  WHERE webhook_id = $1 AND id = $2 RETURNING ${deliveryColumns}`;
