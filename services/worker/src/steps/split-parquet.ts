import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFormatOf, type SplitParquet, type SplitParquetFile } from '@rowhouse/datasets';
import { convertToParquet } from '@rowhouse/tables';
import { splitSources } from './split-sources.js';
import type { StepContext } from './step-context.js';

/** Converts the uploaded files of a split into Parquet files made for random page reads. */
export async function splitParquet(context: StepContext): Promise<SplitParquet> {
  const { task, blobs, engine, scratchDir, blobPrefix, progress, log } = context;
  const outDir = join(scratchDir, 'parquet');
  await mkdir(outDir, { recursive: true });
  const sources = splitSources(task, blobs);
  const files = await Promise.all(
    sources.tables.map(async ({ path, blobKey, size }) => ({
      name: path,
      path: await blobs.localPath(blobKey),
      size,
    })),
  );
  const converted = await convertToParquet(engine, {
    files,
    media: sources.media,
    outDir,
    onProgress: (part) => progress(part * 0.95),
  });
  const notes = [...sources.notes, ...converted.notes];
  for (const note of notes) log(note);
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
    numBytesOriginal: originals(task.files, sources.tables),
    columns: converted.columns,
    builderName: sources.builderName ?? dataFormatOf(files[0]?.name ?? '') ?? 'csv',
    notes,
  };
}

/** Bytes of what was uploaded for the split: its rows, and what describes them. */
function originals(...lists: { path: string; size: number }[][]): number {
  const sizes = new Map(lists.flat().map(({ path, size }) => [path, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
