import type { FeatureColumn } from '@rowhouse/contract';
import { splitTable } from './inputs.js';
import type { StepContext } from './step-context.js';

/** The Parquet files of the task's split as `@rowhouse/tables` reads them. */
export async function tableOf({ task, blobs }: StepContext): Promise<{
  files: { path: string; numRows: number }[];
  columns: FeatureColumn[];
}> {
  const { files, columns } = splitTable(task);
  return {
    columns,
    files: await Promise.all(
      files.map(async ({ blobKey, numRows }) => ({ path: await blobs.localPath(blobKey), numRows })),
    ),
  };
}
