import { join } from 'node:path';
import { kmeans } from '@rowhouse/compute';
import { type KmeansParams, type KmeansResultAnswer, userJobKinds } from '@rowhouse/contract';
import type { JobRecord } from '@rowhouse/jobs';
import { readNumbers, writeLabels } from '@rowhouse/tables';
import type { JobContext } from '../kinds/job-context.js';
import { type JobHandler, JobKind, type WorkerParts } from '../kinds/job-kind.js';
import type { ServedTable } from '../query/query-tables.js';
import { completeRows } from './complete-rows.js';
import { answerTables, pathsOf } from './served-table.js';
import { withDevice } from './with-device.js';

const maxRows = 10_000_000;

/** What the job keeps; the api makes `parquet` of `file`. */
type KmeansJobResult = Omit<KmeansResultAnswer, 'parquet'> & {
  file: { blobKey: string; size: number; sha256: string };
};

/** Clusters of the rows of a dataset by some of its columns; the labels are a Parquet file. */
@JobKind({
  kind: 'kmeans',
  pool: userJobKinds.kmeans.pool,
  parameters: userJobKinds.kmeans.params,
  timeLimitSeconds: 3600,
})
export class KmeansKind implements JobHandler<KmeansParams, KmeansParams> {
  static async run(params: KmeansParams, context: JobContext): Promise<KmeansJobResult> {
    const { dataset, columns, clusters, seed, restarts, iterations, scaling } = params;
    const { engine, scratchDir, blobs, blobPrefix } = context;
    const wanted = columns.map((name, place) => ({ name, field: `params.columns[${place}]` }));
    const read = await readNumbers(engine, {
      paths: await pathsOf(dataset, context),
      columns: wanted,
      maxRows,
    });
    const complete = completeRows(read);
    const found = await withDevice(params.accelerator, context, (device) =>
      kmeans(device, complete.columns, {
        clusters,
        seed,
        restarts,
        iterations,
        scaling,
        onProgress: (fraction) => context.progress(0.95 * fraction),
      }),
    );
    const labels = new Int32Array(read[0]?.length ?? 0).fill(-1);
    for (const [at, label] of found.labels.entries()) labels[complete.rows[at] as number] = label;
    const outFile = join(scratchDir, 'labels.parquet');
    await writeLabels(engine, labels, { outFile, workFile: join(scratchDir, 'labels.csv') });
    const { key, size, sha256 } = await blobs.importFile(outFile, `${blobPrefix}labels.parquet`);
    const { labels: _labels, deviceSeconds: _seconds, ...facts } = found;
    return {
      ...facts,
      columns,
      rows: found.labels.length,
      rowsLeftOut: labels.length - found.labels.length,
      seed,
      file: { blobKey: key, size, sha256 },
    };
  }

  answer(parts: WorkerParts, question: unknown, job: JobRecord): Promise<ServedTable[]> {
    return answerTables(parts, question, job);
  }
}
