import { principalOfCredential } from '@rowhouse/auth';
import { type QueryParams, userJobKinds } from '@rowhouse/contract';
import type { JobRecord } from '@rowhouse/jobs';
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

  /** Rights may have been taken away since the job was submitted. */
  async answer(
    { database, datasets }: WorkerParts,
    question: unknown,
    { credential }: JobRecord,
  ): Promise<ServedTable[]> {
    const reader = await principalOfCredential(database, credential);
    return servedTables(datasets, reader, (question as TablesQuestion).tables);
  }
}
