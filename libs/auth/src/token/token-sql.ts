export const tokenColumns = `
  id, owner, name, scope, namespaces, datasets, created_at AS "createdAt", created_by AS "createdBy",
  expires_at AS "expiresAt", last_used_at AS "lastUsedAt"`;

const isAlive = '(expires_at IS NULL OR expires_at > now())';

/** $1 hash, $2 kind. Notes the use, once a minute. */
export const useToken = `
  WITH used AS (
    UPDATE access_token SET last_used_at = now()
    WHERE hash = $1 AND kind = $2 AND ${isAlive}
      AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute'))
  SELECT ${tokenColumns}, operator_key AS "operatorKey"
  FROM access_token WHERE hash = $1 AND kind = $2 AND ${isAlive}`;

/** $1 id. */
export const liveToken = `SELECT ${tokenColumns} FROM access_token WHERE id = $1 AND ${isAlive}`;

/** $1 id, $2 hash, $3 kind, $4 owner, $5 name, $6 scope, $7 namespaces, $8 datasets, $9 by, $10 expiry. */
export const insertToken = `
  INSERT INTO access_token (id, hash, kind, owner, name, scope, namespaces, datasets, created_by, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  RETURNING ${tokenColumns}`;

/** $1 id, $2 hash, $3 owner, $4 parent or null, $5 operator's key or null, $6 seconds. Never outlives its parent. */
export const insertSession = `
  INSERT INTO access_token (id, hash, kind, owner, name, scope, created_by, expires_at, parent_id, operator_key)
  SELECT $1, $2, 'session', $3, 'dashboard', 'admin', $3,
    least(now() + $6 * interval '1 second', (SELECT expires_at FROM access_token WHERE id = $4)), $4, $5`;

/** $1 hash. */
export const deleteSession = `DELETE FROM access_token WHERE hash = $1 AND kind = 'session'`;

/** Sessions and tokens that ended a week ago; nobody misses them in a list. */
export const deleteEnded = `
  DELETE FROM access_token WHERE expires_at < now() - CASE kind WHEN 'session' THEN interval '0' ELSE interval '7 days' END`;

/** $1 action, $2 actor, $3 token id, $4 owner, $5 name, $6 scope. */
export const insertAudit = `
  INSERT INTO access_audit (action, actor, token_id, owner, name, scope) VALUES ($1, $2, $3, $4, $5, $6)`;

/** $1 owner or null for all, $2 time in microseconds and $3 id of the last one seen or null, $4 limit. */
export const listTokens = `
  SELECT ${tokenColumns}, (extract(epoch FROM created_at) * 1000000)::bigint::text AS micros
  FROM access_token
  WHERE kind = 'token' AND ($1::text IS NULL OR owner = $1)
    AND ($2::bigint IS NULL
      OR (created_at, id) < ('epoch'::timestamptz + $2::bigint * interval '1 microsecond', $3::uuid))
  ORDER BY created_at DESC, id DESC LIMIT $4`;

/** $1 id. */
export const findToken = `SELECT ${tokenColumns} FROM access_token WHERE id = $1 AND kind = 'token'`;

/** $1 id. */
export const deleteToken = `DELETE FROM access_token WHERE id = $1 AND kind = 'token' RETURNING ${tokenColumns}`;

/** $1 owner. */
export const ownerHasTokens = `SELECT 1 FROM access_token WHERE owner = $1 AND kind = 'token' LIMIT 1`;
