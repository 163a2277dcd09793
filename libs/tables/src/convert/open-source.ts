import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { errors } from '@rowhouse/contract';
import type { TableEngine } from '../engine/table-engine.js';
import { checkContent, readHead, sniffContent } from '../formats/file-content.js';
import { formatOfName, type TableFormat } from '../formats/file-name.js';
import { gunzipFile } from '../formats/gunzip.js';
import { openArrow } from './arrow.js';
import { openCsv } from './csv.js';
import { openJson } from './json.js';
import { openParquet } from './parquet.js';
import type { SourceFile, SourceRelation } from './source.js';

export interface OpenContext {
  engine: TableEngine;
  connection: DuckDBConnection;
  /** Folder for unpacked files, removed by the caller. */
  scratch: string;
  /** Bound for the unpacked size of one gzip file, in bytes. */
  maxUnpackedBytes: number;
  signal?: AbortSignal;
}

/** Opens an upload by its name, after checking that its content agrees. */
export async function openSource(context: OpenContext, file: SourceFile): Promise<SourceRelation> {
  const named = formatOfName(file.name);
  if (!named) {
    throw errors.DatasetGenerationError({
      file: file.name,
      reason: 'its name does not tell a table format',
      next: 'Name it .csv, .tsv, .json, .jsonl, .parquet, .arrow or .feather (each may end in .gz).',
    });
  }
  const plain = named.gzipped ? await unpack(context, file) : file;
  await checkContent(plain, named.format);
  return openFormat(context, plain, named.format);
}

async function unpack(context: OpenContext, file: SourceFile): Promise<SourceFile> {
  const head = await readHead(file.path, 2);
  if (head.length === 0) throw errors.EmptyDatasetError({ file: file.name });
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    const { found } = sniffContent(await readHead(file.path));
    throw errors.FileFormatMismatch({ file: file.name, named: 'gzip', found });
  }
  const path = join(context.scratch, randomUUID());
  const { size } = await gunzipFile(file, path, {
    maxBytes: context.maxUnpackedBytes,
    signal: context.signal,
  });
  return { path, name: file.name, size };
}

function openFormat(context: OpenContext, file: SourceFile, format: TableFormat): Promise<SourceRelation> {
  const { engine, connection, scratch, signal } = context;
  switch (format) {
    case 'csv':
    case 'tsv':
      return openCsv(connection, file, format);
    case 'json':
      return openJson(connection, file, scratch, signal);
    case 'parquet':
      return openParquet(connection, file);
    case 'arrow':
      return openArrow(engine, connection, file);
  }
}
