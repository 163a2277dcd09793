import { recordColumns } from '../store/job-row.js';

/** $1 ids to leave out, $2 most jobs. The few running jobs are looked through; no index holds their leases. */
export const expiredLeases = `
  SELECT id, fence FROM job
  WHERE state = 'running' AND lease_until < now() AND id <> ALL($1::uuid[])
  ORDER BY lease_until LIMIT $2`;

/** $1 id, $2 fence. No row: the worker was heard again, or the attempt ended, in between. */
export const lockExpired = `
  SELECT ${recordColumns}, extract(epoch FROM now() - started_at)::float8 AS ran_s,
    extract(epoch FROM now() - lease_until)::float8 AS silent_s
  FROM job WHERE id = $1 AND fence = $2 AND state = 'running' AND lease_until < now()
  FOR UPDATE SKIP LOCKED`;
