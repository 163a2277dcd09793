import { principalOfCredential } from '@rowhouse/auth';
import type { JobRecord } from '@rowhouse/jobs';
import type { JobContext } from '../kinds/job-context.js';
import type { WorkerParts } from '../kinds/job-kind.js';
import { type ServedTable, servedTables, type TablesQuestion } from '../query/query-tables.js';

/** The answer to `pathsOf`, in the worker: rights may have been taken away since the job was submitted. */
export async function answerTables(
  { database, datasets }: WorkerParts,
  question: unknown,
  { credential }: JobRecord,
): Promise<ServedTable[]> {
  const reader = await principalOfCredential(database, credential);
  return servedTables(datasets, reader, (question as TablesQuestion).tables);
}

/** The Parquet files of a dataset, in the code of a job. */
export async function pathsOf(table: string, { ask, blobs }: JobContext): Promise<string[]> {
  const question: TablesQuestion = { tables: [table] };
  const [served] = (await ask(question)) as ServedTable[];
  return Promise.all((served?.blobKeys ?? []).map((key) => blobs.localPath(key)));
}
