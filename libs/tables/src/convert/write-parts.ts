import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { FeatureColumn } from '@rowhouse/contract';
import { quoteLiteral } from '../engine/quote.js';
import { FEATURES_KEY, featuresMetadata } from '../features/declared-features.js';
import { type Part, partsOf } from './parts.js';
import { watchProgress } from './progress.js';
import { rowGroupSize } from './row-groups.js';
import { selectUnified, type UnifiedTable } from './unify.js';

export interface ParquetFile {
  path: string;
  numRows: number;
  /** Bytes. */
  size: number;
}

/** Writes a table as one or more Parquet files, rows in order. */
export async function writeParts(
  connection: DuckDBConnection,
  table: UnifiedTable,
  options: {
    outDir: string;
    features: readonly FeatureColumn[];
    signal?: AbortSignal;
    onProgress?: (fraction: number) => void;
    /** Told about each file before it is written. */
    onFile?: (path: string) => void;
  },
): Promise<ParquetFile[]> {
  const parts = partsOf(table.relations);
  const totalBytes = parts.reduce((sum, { bytes }) => sum + bytes, 0) || 1;
  const metadata = featuresMetadata(options.features);
  const files: ParquetFile[] = [];
  let doneBytes = 0;
  for (const [index, part] of parts.entries()) {
    options.signal?.throwIfAborted();
    const path = join(options.outDir, `${String(index).padStart(4, '0')}.parquet`);
    options.onFile?.(path);
    const before = doneBytes;
    const stop = watchProgress(connection, (fraction) =>
      options.onProgress?.((before + fraction * part.bytes) / totalBytes),
    );
    try {
      const { rowsChanged } = await connection.run(copyOf(part, table, path, metadata));
      files.push({ path, numRows: rowsChanged, size: (await stat(path)).size });
    } finally {
      stop();
    }
    doneBytes += part.bytes;
    options.onProgress?.(doneBytes / totalBytes);
  }
  return files;
}

function copyOf(part: Part, table: UnifiedTable, path: string, metadata: string): string {
  const selects = part.sources.map(({ relation, rows }) => {
    if (!rows) return selectUnified(relation, table.columns);
    // Only Parquet sources are cut, and their SELECT ends with the reader's call.
    const ranged = relation.select.replace(/\)$/, ', file_row_number = true)');
    const select = `${ranged} WHERE file_row_number BETWEEN ${rows.from} AND ${rows.to - 1}`;
    return selectUnified({ ...relation, select }, table.columns);
  });
  const size = rowGroupSize(part.estimatedRows, part.bytes);
  return `COPY (${selects.join(' UNION ALL ')}) TO ${quoteLiteral(path)}
    (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${size}, KV_METADATA {${FEATURES_KEY}: ${quoteLiteral(metadata)}})`;
}
