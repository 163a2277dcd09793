import { join } from 'node:path';
import type { SplitSearchIndex } from '@rowhouse/datasets';
import { buildSearchIndex, indexVersion, textColumns } from '@rowhouse/tables';
import type { StepContext } from './step-context.js';
import { tableOf } from './table-of.js';

/** Makes the full text index of a split; one without texts has none. */
export async function splitSearchIndex(context: StepContext): Promise<SplitSearchIndex> {
  const { blobs, engine, scratchDir, blobPrefix, progress } = context;
  const table = await tableOf(context);
  const columns = textColumns(table.columns).map(({ name }) => name);
  if (columns.length === 0) return { file: null, columns };
  const path = join(scratchDir, 'search.index');
  await buildSearchIndex(engine, { ...table, path, onProgress: (part) => progress(part * 0.98) });
  const { key, size, sha256 } = await blobs.importFile(path, `${blobPrefix}search.index`);
  return { file: { blobKey: key, size, sha256, version: indexVersion }, columns };
}
