import { type QueryParams, userJobKinds } from '@rowhouse/contract';
import type { JobKind } from '../kinds/job-kind.js';
import { servedTables, type TablesQuestion } from './query-tables.js';
import { runQueryJob } from './run-query-job.js';

/** A SELECT of a user over datasets. Its result is a Parquet file, and a preview in the job's row. */
export const queryKind: JobKind<QueryParams, QueryParams> = {
  kind: 'query',
  pool: userJobKinds.query.pool,
  parameters: userJobKinds.query.params,
  timeLimitSeconds: 3600,
  blobFolder: (jobId) => `jobs/${jobId}/`,
  load: async (_parts, params) => params,
  answer: ({ datasets }, question) => servedTables(datasets, (question as TablesQuestion).tables),
  run: runQueryJob,
  succeed: ({ jobs }, claim, _params, { content, usage }) =>
    jobs.succeed(claim, JSON.parse(content) as object, undefined, usage),
};
