/** $1 id, $2 pool, $3 host, $4 concurrency, $5 running jobs. A row that was taken for dead comes back. */
export const beatWorker = `
  INSERT INTO worker (id, pool, host, concurrency, running) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (id) DO UPDATE SET pool = excluded.pool, host = excluded.host,
    concurrency = excluded.concurrency, running = excluded.running, last_seen = now()`;

/** $1 id. */
export const removeWorker = `DELETE FROM worker WHERE id = $1`;

/** $1 silence in ms. */
export const removeSilentWorkers = `DELETE FROM worker WHERE last_seen < now() - $1 * interval '1 ms'`;

export const listWorkers = `
  SELECT id, pool, host, concurrency, running, started_at, last_seen FROM worker ORDER BY pool, started_at, id`;
