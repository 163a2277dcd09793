import { recordColumns, summaryColumns } from './job-row.js';

/** $1 id. */
export const getJob = `SELECT ${recordColumns} FROM job WHERE id = $1`;

/** The newest first; `conditions` come from `list-jobs.ts`, which numbers their parameters. */
export const listJobs = (conditions: string, limit: string) =>
  `SELECT ${summaryColumns} FROM job WHERE ${conditions} ORDER BY id DESC LIMIT ${limit}`;

/** Exact, over the whole history, from the index on (state, pool). */
export const countJobs = `
  SELECT state, pool, count(*)::float8 AS jobs FROM job GROUP BY state, pool ORDER BY pool, state`;
