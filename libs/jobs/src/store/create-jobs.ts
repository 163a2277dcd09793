import { prepared, type Sql } from '@rowhouse/database';
import type { JobRecord } from '../life/job.js';
import { checkJobRequest, type JobRequest } from '../life/job-request.js';
import { columnsOfJob, type RecordRow, toRecord } from './job-row.js';
import { toJsonb } from './jsonb.js';

/** A job that is no part of another. */
export type LoneJobRequest = Omit<JobRequest, 'parent'>;

/**
 * $1 kinds, $2 pools, $3 owners, $4 params, $5 priorities, $6 max_attempts, $7 run_at or null, $8 subjects, $9 credentials
 * of each. The ids grow in that order. Of what is due at once in a pool two are told by name: one that comes alone the
 * dispatcher need not look for, and for several it looks anyway.
 */
const insertJobs = prepared(`
  WITH wanted AS MATERIALIZED (
    SELECT job_new_id() AS id, asked.*, coalesce(asked.due, now()) AS run_at
    FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::int[], $6::int[], $7::timestamptz[],
      $8::text[], $9::text[]) WITH ORDINALITY
      AS asked(kind, pool, owner, params, priority, max_attempts, due, subject, credential, number)
  ), job AS (
    INSERT INTO job (id, kind, pool, owner, params, priority, max_attempts, run_at, subject, credential)
    SELECT id, kind, pool, owner, params, priority, max_attempts, run_at, subject, credential
    FROM wanted ORDER BY number
    RETURNING *
  ), named AS (
    SELECT pg_notify('rowhouse_new_jobs', pool || ' ' || id) FROM (
      SELECT pool, id, row_number() OVER (PARTITION BY pool ORDER BY number) AS place
      FROM wanted WHERE run_at <= now()) AS due WHERE place <= 2
  ), told AS (
    SELECT pg_notify('rowhouse_jobs', pool) FROM (SELECT DISTINCT pool FROM wanted) AS pools
  )
  SELECT ${columnsOfJob}, (SELECT count(*) FROM named), (SELECT count(*) FROM told)
  FROM job JOIN wanted USING (id) ORDER BY wanted.number`);

/**
 * Creates jobs in the caller's transaction by one statement, and answers them as they stand now, in the order of the
 * requests. The dispatcher hears of them on commit. Throws `InvalidParameter`.
 */
export async function createJobs(
  tx: Sql,
  requests: readonly LoneJobRequest[],
  defaultAttempts: number,
): Promise<JobRecord[]> {
  if (requests.length === 0) return [];
  for (const request of requests) checkJobRequest(request);
  const { rows } = await tx.query<RecordRow>(insertJobs, [
    requests.map(({ kind }) => kind),
    requests.map(({ pool }) => pool),
    requests.map(({ owner }) => owner),
    requests.map(({ params }) => toJsonb(params)),
    requests.map(({ priority }) => priority ?? 0),
    requests.map(({ maxAttempts }) => maxAttempts ?? defaultAttempts),
    requests.map(({ runAt }) => runAt ?? null),
    requests.map(({ subject }) => subject ?? null),
    requests.map(({ credential }) => credential ?? null),
  ]);
  return rows.map(toRecord);
}
