import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import type { DuckDBConnection } from '@duckdb/node-api';
import { errors, type Feature, type FeatureColumn } from '@rowhouse/contract';
import { columnsOfQuery } from '../engine/describe-query.js';
import type { TableEngine } from '../engine/table-engine.js';
import { fittingFeatures } from '../features/declared-features.js';
import { columnsOf } from '../features/feature-of-type.js';
import { memorySize } from '../features/memory-size.js';
import { compareNaturally } from '../formats/natural-order.js';
import { detectMedia, mediaIsReadable } from '../media/detect-media.js';
import type { MediaFile } from '../media/media-lookup.js';
import { explainFailure, sourceOf } from './failure.js';
import { withoutToldFacts } from './known-facts.js';
import { listMedia, type MediaFolder } from './media-listing.js';
import { type MediaSource, openMedia, withMedia } from './media-relation.js';
import { type OpenContext, openSource } from './open-source.js';
import type { SourceFile, SourceRelation } from './source.js';
import { selectUnified, type UnifiedTable, unify } from './unify.js';
import { type ParquetFile, writeParts } from './write-parts.js';

export interface ConvertRequest {
  /** Tables; of a folder of media its metadata, which may be none. */
  files: readonly SourceFile[];
  /** Files that cells may name instead of holding bytes. */
  media?: { files: readonly MediaFile[]; folder?: MediaFolder };
  /** Folder for the Parquet files; made when absent. */
  outDir: string;
  signal?: AbortSignal;
  /** Gets 0 to 1, never falling. */
  onProgress?: (fraction: number) => void;
  /** Bound for the unpacked size of one gzip file, in bytes; 100 GiB unless told. */
  maxUnpackedBytes?: number;
}

export interface ConvertedSplit {
  files: ParquetFile[];
  numRows: number;
  numColumns: number;
  /** Estimated bytes in Arrow's memory layout. */
  numBytesMemory: number;
  columns: FeatureColumn[];
  /** What a user should know about the conversion, as sentences. */
  notes: string[];
}

const MAX_UNPACKED_BYTES = 100 * 1024 ** 3;

/**
 * Converts the files of one split to Parquet: natural order of names, rows in order.
 * On failure none of its files stays in `outDir`.
 * @throws DatasetGenerationError, EncryptedParquetError, DatasetGenerationCastError, EmptyDatasetError, FileFormatMismatch,
 * TooBigContentError, StorageFull, StepCancelledError
 */
export async function convertToParquet(
  engine: TableEngine,
  request: ConvertRequest,
): Promise<ConvertedSplit> {
  const { media } = request;
  if (request.files.length === 0 && !media?.folder) throw errors.DataFilesNotFoundError();
  const made = await mkdir(request.outDir, { recursive: true });
  const scratch = await mkdtemp(join(engine.scratchDir, 'convert-'));
  const files = [...request.files].sort((a, b) => compareNaturally(a.name, b.name));
  if (files.length === 0 && media?.folder) files.push(await listMedia(media.files, media.folder, scratch));
  const conversion = new Conversion(engine, { ...request, files }, scratch);
  try {
    return await engine.use((connection) => conversion.run(connection), request.signal);
  } catch (error) {
    const leftovers = made === undefined ? conversion.written : [request.outDir];
    for (const path of leftovers) await rm(path, { recursive: true, force: true });
    throw await explainFailure(error, conversion.sources, request.signal);
  } finally {
    conversion.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

class Conversion {
  private relations: SourceRelation[] = [];
  private readonly media: MediaSource | null;
  private readonly notes: string[] = [];
  /** Files begun so far. */
  readonly written: string[] = [];

  constructor(
    private readonly engine: TableEngine,
    private readonly request: ConvertRequest,
    private readonly scratch: string,
  ) {
    this.media = request.media ? openMedia(engine, request.media, request.signal) : null;
  }

  get sources(): readonly { file: SourceFile; explain?: SourceRelation['explain'] }[] {
    return this.relations.length > 0 ? this.relations : this.request.files.map((file) => ({ file }));
  }

  async run(connection: DuckDBConnection): Promise<ConvertedSplit> {
    const { engine, scratch, request } = this;
    const context: OpenContext = {
      engine,
      connection,
      scratch,
      maxUnpackedBytes: request.maxUnpackedBytes ?? MAX_UNPACKED_BYTES,
      signal: request.signal,
    };
    for (const file of request.files) {
      const relation = await this.open(context, file);
      this.relations.push(relation);
      this.notes.push(...(relation.notes ?? []));
    }
    let failure: unknown;
    // Once again for each thing that the first rows did not show.
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        return await this.write(connection);
      } catch (error) {
        failure = error;
        if (!(await this.lookCloser(connection, error)) && !(await this.lookLeniently(connection, error)))
          break;
      }
    }
    throw failure;
  }

  private async open(context: OpenContext, file: SourceFile): Promise<SourceRelation> {
    try {
      return await openSource(context, file);
    } catch (error) {
      throw await explainFailure(error, [{ file }], this.request.signal);
    }
  }

  private async write(connection: DuckDBConnection): Promise<ConvertedSplit> {
    const { media } = this;
    const relations: SourceRelation[] = [];
    for (const relation of this.relations)
      relations.push(media ? await withMedia(connection, relation, media) : relation);
    let table = await unify(connection, relations);
    const { columns, stored } = await this.features(connection, table);
    const known: SourceRelation[] = [];
    for (const [index, relation] of table.relations.entries()) {
      const uploaded = this.relations[index]?.columns ?? [];
      known.push(await withoutToldFacts(connection, relation, uploaded, columns, media?.token ?? null));
    }
    if (known.some((relation, index) => relation !== table.relations[index]))
      table = await unify(connection, known);
    const files = await writeParts(connection, table, {
      ...this.request,
      features: columns,
      onFile: (path) => this.written.push(path),
    });
    const numRows = files.reduce((sum, file) => sum + file.numRows, 0);
    const largest = files.reduce((a, b) => (b.numRows > a.numRows ? b : a));
    const bytes = await memorySize(connection, largest, stored);
    return {
      files,
      numRows,
      numColumns: columns.length,
      numBytesMemory: Math.ceil(bytes * (numRows / Math.max(1, largest.numRows))),
      columns,
      notes: [...this.notes, ...(media?.lookup.notes() ?? [])],
    };
  }

  private async features(connection: DuckDBConnection, table: UnifiedTable) {
    const [first] = table.relations;
    const select = selectUnified(first as SourceRelation, table.columns);
    const stored = await columnsOfQuery(connection, select);
    const actual = columnsOf(stored);
    const declared = new Map<string, Feature>();
    for (const relation of table.relations) {
      for (const [name, feature] of fittingFeatures(relation.declared, actual)) {
        const type = stored.find((column) => column.name === name)?.type;
        if (!declared.has(name) && type && mediaIsReadable(feature, type)) declared.set(name, feature);
      }
    }
    const undeclared = stored.filter(({ name }) => !declared.has(name));
    for (const [name, feature] of await detectMedia(connection, select, undeclared))
      declared.set(name, feature);
    return { stored, columns: columnsOf(stored, declared) };
  }

  /** A value that contradicts the types guessed from the first rows: look at the whole file, once. */
  private async lookCloser(connection: DuckDBConnection, error: unknown): Promise<boolean> {
    if (
      !isNativeError(error) ||
      !/Could not convert|Error when converting|Conversion Error|transform error|Failed to cast/i.test(
        error.message,
      )
    )
      return false;
    const culprit = sourceOf(error, this.relations);
    let looked = false;
    for (const [index, relation] of this.relations.entries()) {
      if (!relation.lookAtAll || (culprit && culprit !== relation)) continue;
      this.relations[index] = await relation.lookAtAll(connection);
      this.notes.push(`The types of '${relation.file.name}' were detected from all of its rows.`);
      looked = true;
    }
    return looked;
  }

  /** Quotes or line ends that the strict reader refuses: line ends of two kinds are no reason to. */
  private async lookLeniently(connection: DuckDBConnection, error: unknown): Promise<boolean> {
    if (!isNativeError(error) || !/reached an invalid state|unterminated quote/i.test(error.message))
      return false;
    const culprit = sourceOf(error, this.relations);
    let looked = false;
    for (const [index, relation] of this.relations.entries()) {
      if (culprit && culprit !== relation) continue;
      const lenient = await relation.readLeniently?.(connection);
      if (!lenient) continue;
      this.relations[index] = lenient;
      looked = true;
    }
    return looked;
  }

  close(): void {
    for (const relation of this.relations) relation.close?.();
    if (this.media) this.engine.mediaFunctions.remove(this.media.token);
  }
}
