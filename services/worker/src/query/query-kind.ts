import { type QueryParams, userJobKinds } from '@rowhouse/contract';
import type { JobContext } from '../kinds/job-context.js';
import { type JobHandler, JobKind, type WorkerParts } from '../kinds/job-kind.js';
import { type ServedTable, servedTables, type TablesQuestion } from './query-tables.js';
import { runQueryJob } from './run-query-job.js';

/** A SELECT of a user over datasets. Its result is a Parquet file, and a preview in the job's row. */
@JobKind({
  kind: 'query',
  pool: userJobKinds.query.pool,
  parameters: userJobKinds.query.params,
  timeLimitSeconds: 3600,
})
export class QueryKind implements JobHandler<QueryParams, QueryParams> {
  static run(params: QueryParams, context: JobContext): Promise<string> {
    return runQueryJob(params, context);
  }

  answer({ datasets }: WorkerParts, question: unknown): Promise<ServedTable[]> {
    return servedTables(datasets, (question as TablesQuestion).tables);
  }
}
