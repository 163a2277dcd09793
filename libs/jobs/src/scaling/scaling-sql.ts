/** $1 pool, $2 status, $3 changes to put before those that are there, the newest first, $4 most changes to keep. */
export const tellStatus = `
  INSERT INTO pool_scaling AS known (pool, status, changes) VALUES ($1, $2, $3)
  ON CONFLICT (pool) DO UPDATE SET status = excluded.status, error = NULL, told_at = now(),
    changes = CASE WHEN excluded.changes = '[]' THEN known.changes
      ELSE jsonb_path_query_array(excluded.changes || known.changes, '$[0 to $last]', jsonb_build_object('last', $4::int - 1))
      END`;

/** $1 pool, $2 error. What was found before stays, with its time. */
export const tellError = `
  INSERT INTO pool_scaling (pool, error) VALUES ($1, $2)
  ON CONFLICT (pool) DO UPDATE SET error = excluded.error, told_at = now()`;

export const knownPools = `SELECT pool FROM pool_scaling WHERE status IS NOT NULL`;

export const readScaling = `SELECT pool, status, error, changes FROM pool_scaling`;
