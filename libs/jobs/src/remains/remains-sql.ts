/** $1 job, $2 pool. */
export const noteRemains = `INSERT INTO job_remains (job_id, pool) VALUES ($1, $2) ON CONFLICT (job_id) DO NOTHING`;

/** $1 pool, $2 most jobs. Those that no later attempt will tidy up after; each to one caller at a time. */
export const lockRemains = `
  SELECT job.id, job.kind, job.params, job.fence::text AS fence, job.state
  FROM job_remains JOIN job ON job.id = job_remains.job_id
  WHERE job_remains.pool = $1 AND job.state IN ('succeeded', 'failed', 'cancelled')
  LIMIT $2 FOR UPDATE OF job_remains SKIP LOCKED`;

/** $1 job. */
export const forgetRemains = `DELETE FROM job_remains WHERE job_id = $1`;
