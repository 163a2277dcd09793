import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buildSearchIndex, convertToParquet, indexVersion, TableEngine, textColumns } from '@rowhouse/tables';
import { tempDir } from '@rowhouse/testing';
import type { ApiUnderTest } from './api-under-test.js';

/** A split that readers see, as a worker would have made it from an uploaded file. */
export interface ServedSplit {
  dataset: string;
  revision: string;
  /** `dataset=…&config=default&split=train` */
  query: string;
}

/**
 * Uploads a file, CSV unless its name says otherwise, and stores what the steps `split-parquet` and `split-search-index`
 * give for it; there is no worker beside an api under test.
 */
export async function serveSplit(
  api: ApiUnderTest,
  dataset: string,
  content: string | Uint8Array<ArrayBuffer>,
  name = 'train.csv',
): Promise<ServedSplit> {
  const upload = await fetch(`${api.url}/api/datasets/${dataset}/upload?path=${name}`, {
    method: 'POST',
    body: content,
  });
  const { revision } = (await upload.json()) as { revision: string };
  const folder = await tempDir();
  const engine = await TableEngine.open({ memoryMb: 256, threads: 1, scratchDir: folder.path });
  try {
    const path = join(folder.path, name);
    const outDir = join(folder.path, 'out');
    await mkdir(outDir);
    await writeFile(path, content);
    const { size } = await stat(path);
    const converted = await convertToParquet(engine, { files: [{ path, name, size }], outDir });
    const columns = textColumns(converted.columns).map((column) => column.name);
    const index = join(folder.path, 'search.index');
    if (columns.length > 0) await buildSearchIndex(engine, { ...converted, path: index });
    const files = await Promise.all(
      converted.files.map(async (file) => ({
        filename: basename(file.path),
        size: file.size,
        numRows: file.numRows,
        ...(await api.storeBlob(file.path, `datasets/${revision}/${basename(file.path)}`)),
      })),
    );
    const table = JSON.stringify({ ...converted, files, builderName: 'csv' });
    const file = columns.length > 0 ? await api.storeBlob(index, `datasets/${revision}/search.index`) : null;
    const results = {
      'split-parquet': table,
      'split-search-index': JSON.stringify({ file: file && { ...file, version: indexVersion }, columns }),
    };
    for (const [step, result] of Object.entries(results)) {
      await api.query(
        `UPDATE step_result SET state = 'succeeded', content = $1::json WHERE revision = $2 AND step = $3`,
        [result, revision, step],
      );
    }
    return { dataset, revision, query: `dataset=${dataset}&config=default&split=train` };
  } finally {
    engine.close();
    await folder.remove();
  }
}
