import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFormatOf, type SplitParquet, type SplitParquetFile } from '@rowhouse/datasets';
import { convertToParquet } from '@rowhouse/tables';
import type { StepContext } from './step-context.js';

/** Converts the uploaded files of a split into Parquet files made for random page reads. */
export async function splitParquet(context: StepContext): Promise<SplitParquet> {
  const { task, blobs, engine, scratchDir, blobPrefix, progress } = context;
  const outDir = join(scratchDir, 'parquet');
  await mkdir(outDir, { recursive: true });
  const files = await Promise.all(
    task.files.map(async ({ path, blobKey, size }) => ({
      name: path,
      path: await blobs.localPath(blobKey),
      size,
    })),
  );
  const converted = await convertToParquet(engine, {
    files,
    outDir,
    onProgress: (part) => progress(part * 0.95),
  });
  const stored: SplitParquetFile[] = [];
  for (const [index, file] of converted.files.entries()) {
    const filename = `${String(index).padStart(4, '0')}.parquet`;
    const { key, size, sha256 } = await blobs.importFile(file.path, `${blobPrefix}${filename}`);
    stored.push({ filename, blobKey: key, size, sha256: sha256 ?? '', numRows: file.numRows });
  }
  return {
    files: stored,
    numRows: converted.numRows,
    numColumns: converted.columns.length,
    numBytesMemory: converted.numBytesMemory,
    numBytesOriginal: files.reduce((sum, { size }) => sum + size, 0),
    columns: converted.columns,
    builderName: dataFormatOf(files[0]?.name ?? '') ?? 'csv',
    notes: converted.notes,
  };
}
