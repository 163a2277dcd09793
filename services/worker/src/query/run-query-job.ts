import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureColumn, QueryParams, RowItem } from '@rowhouse/contract';
import { firstRows, parseQuery, runQuery } from '@rowhouse/tables';
import type { JobContext } from '../kinds/job-context.js';
import type { ServedTable, TablesQuestion } from './query-tables.js';

/** What the job keeps of a query's result. */
export interface QueryJobResult {
  file: { blobKey: string; size: number; sha256: string };
  numRows: number;
  /** JSON text of `QueryPreview`: as text it keeps the order of columns and every digit, which jsonb would not. */
  preview: string;
}

/** The beginning of the result; long cells are cut where all together would exceed 1 MB. */
export interface QueryPreview {
  features: FeatureColumn[];
  rows: RowItem[];
  num_rows_total: number;
  truncated: boolean;
}

/** Parses the query, asks which files its tables are, runs it, and stores the result. */
export async function runQueryJob({ sql }: QueryParams, context: JobContext): Promise<string> {
  const { engine, blobs, scratchDir, limits, blobPrefix, progress } = context;
  const query = await parseQuery(engine, sql);
  const question: TablesQuestion = { tables: query.tables };
  const served = query.tables.length === 0 ? [] : ((await context.ask(question)) as ServedTable[]);
  const tables = await Promise.all(
    served.map(async ({ name, blobKeys }) => ({
      name,
      paths: await Promise.all(blobKeys.map((key) => blobs.localPath(key))),
    })),
  );
  const spillDir = join(scratchDir, 'spill');
  await mkdir(spillDir);
  const { file, columns } = await runQuery({
    query,
    tables,
    outFile: join(scratchDir, 'result.parquet'),
    spillDir,
    ...limits,
    onProgress: (part) => progress(part * 0.95),
  });
  const { rows, truncated } = await firstRows(engine, { files: [file], columns });
  const preview: QueryPreview = { features: columns, rows, num_rows_total: file.numRows, truncated };
  const { key, size, sha256 } = await blobs.importFile(file.path, `${blobPrefix}result.parquet`);
  const result: QueryJobResult = {
    file: { blobKey: key, size, sha256 },
    numRows: file.numRows,
    preview: JSON.stringify(preview),
  };
  return JSON.stringify(result);
}
