import { Readable } from 'node:stream';
import type { ConsistencyToken } from '@rowhouse/database';
import type { BlobStore } from '@rowhouse/storage';
import {
  type CompiledFilter,
  type ExportFormat,
  exportFormats,
  type FilterText,
  hidesRowNumber,
  onlyRows,
} from '@rowhouse/tables';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentDisposition } from '../../download/content-disposition.js';
import { sendBlob } from '../../download/send-blob.js';
import { clientLeft } from '../../http/client-left.js';
import type { ReaderPool } from '../../readers/reader-pool.js';
import type { ExportInput } from '../../readers/tasks.js';
import { compiledFor, explainedFilterError } from '../filter/filter-text.js';
import type { SplitPlace } from '../parameters.js';
import { columnsNamed } from '../reading-parameters.js';
import type { SplitTable, SplitTables } from '../rows/split-tables.js';
import { withRevision } from '../served-answer.js';
import { takenInTime } from './taken-in-time.js';

export interface ExportAsked extends SplitPlace, FilterText, RowsAsked {
  revision?: string;
}

/** Which part of the rows is asked for, and as what. */
export interface RowsAsked {
  format: ExportFormat;
  columns?: readonly string[];
  offset: number;
  length: number | null;
}

/** Rows as a file of any size: read as fast as the client takes them, stopped when it leaves. */
export class Exports {
  constructor(
    private readonly tables: SplitTables,
    private readonly blobs: BlobStore,
    private readonly readers: ReaderPool,
  ) {}

  /** @throws InvalidParameter, ServerBusy, QueryLimitExceeded before the first byte */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: ExportAsked,
    token?: ConsistencyToken,
  ): Promise<void> {
    const table = await withRevision(reply, () => this.tables.get(asked, token, asked.revision));
    if (isStoredFile(table, asked)) {
      await this.#sendStored(request, reply, table, fileName(asked));
      return;
    }
    await this.#sendMade(request, reply, table, asked, compiledFor(table, asked));
  }

  /** Some rows of a split, by their numbers, in its order. @throws what `send` throws */
  async sendRows(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: SplitPlace & RowsAsked,
    { table, rows }: { table: SplitTable; rows: readonly number[] },
  ): Promise<void> {
    await this.#sendMade(request, reply, table, asked, onlyRows(rows, table.columns));
  }

  async #sendMade(
    request: FastifyRequest,
    reply: FastifyReply,
    table: SplitTable,
    asked: SplitPlace & RowsAsked,
    filter: CompiledFilter,
  ): Promise<void> {
    const input = exportInput(table, asked, filter);
    reply
      .header('Content-Disposition', contentDisposition(fileName(asked).replaceAll('/', '-')))
      .header('Cache-Control', 'no-cache')
      // Compressing gigabytes would take the processors that pages need.
      .header('Content-Encoding', 'identity')
      .type(exportFormats[asked.format].mediaType);
    if (request.method === 'HEAD') {
      reply.send();
      return;
    }
    const task = { kind: 'export', input, table: `${table.datasetId} ${input.files[0]?.path}` };
    const values = this.readers.run(task, clientLeft(reply)) as AsyncGenerator<Uint8Array>;
    reply.send(await this.#streamed(values));
  }

  /** Errors before the first piece become an answer of their own; later ones can only break the connection off. */
  async #streamed(values: AsyncGenerator<Uint8Array>): Promise<Readable> {
    try {
      const first = await values.next();
      return Readable.from(takenInTime(first, values), { objectMode: false });
    } catch (error) {
      throw explainedFilterError(error);
    }
  }

  async #sendStored(
    request: FastifyRequest,
    reply: FastifyReply,
    { files: [file], revision }: SplitTable,
    name: string,
  ): Promise<void> {
    if (!file) return;
    const { modified } = (await this.blobs.stat(file.blobKey)) ?? { modified: new Date(0) };
    await sendBlob(this.blobs, request, reply, {
      blobKey: file.blobKey,
      size: file.size,
      etag: `"${file.sha256 || `${revision}-${file.size}`}"`,
      modified,
      path: name.replaceAll('/', '-'),
      cacheControl: 'no-cache',
    });
  }
}

function fileName({ dataset, config, split, format }: SplitPlace & RowsAsked): string {
  return `${dataset.replace('/', '-')}-${config}-${split}.${exportFormats[format].extension}`;
}

/** The whole split as Parquet lies there already when it is one file. */
function isStoredFile({ files }: SplitTable, asked: ExportAsked): boolean {
  const whole = asked.offset === 0 && asked.length === null && !asked.columns;
  return asked.format === 'parquet' && whole && !asked.where && !asked.orderby && files.length === 1;
}

function exportInput(
  table: SplitTable,
  { format, offset, length, columns }: RowsAsked,
  filter: CompiledFilter,
): ExportInput {
  return {
    files: table.files.map(({ path, numRows }) => ({ path, numRows })),
    hidesRowNumber: hidesRowNumber(table.columns),
    filter,
    columns: [...columnsNamed(table.columns, columns)],
    format,
    offset,
    length,
  };
}
