import { join } from 'node:path';
import {
  type CellRequest,
  type ExportRequest,
  exportRows,
  type FilteredPageRequest,
  filteredPage,
  type MediaRequest,
  readCell,
  readMedia,
  SNIFFED_BYTES,
  TableReader,
  type WholeCell,
} from '@rowhouse/tables';

/** What tasks work with. */
export interface TaskContext {
  tables: TableReader;
  /** The one file that a task may write, through `tables`. */
  outFile: string;
  signal: AbortSignal;
}

/** A task yields plain values, one or many; each is made when the one before has been taken. */
export type Task<Input> = (input: Input, context: TaskContext) => AsyncGenerator<unknown>;

/** Of what does not fit into a reader's memory. */
const maxSpillBytes = 20 * 1024 ** 3;
/** Bytes of a Parquet file that is made for a download. */
const maxFileBytes = 4 * 1024 ** 3;
const pieceBytes = 256 * 1024;

export type FilterPageInput = FilteredPageRequest;
export type ExportInput = Omit<ExportRequest, 'outFile' | 'maxFileBytes'>;
export type CellInput = CellRequest;
export type MediaInput = MediaRequest;

/** What comes before the pieces of a cell; null when there is no such row. */
export type CellHead = { kind: WholeCell['kind']; size: number } | null;

/** What comes before the pieces of media: how they begin, and how long they are in bytes; null when there are none. */
export type MediaHead = { start: Uint8Array; size: number } | null;

/** Everything that reader processes can do, by name. */
export const tasks = {
  /** Yields one `FilteredPage`. */
  filterPage: async function* (input: FilterPageInput, { tables, signal }) {
    yield await tables.use(pathsOf(input), (connection) => filteredPage(connection, input), signal);
  } satisfies Task<FilterPageInput>,

  /** Yields the bytes of the file, piece by piece. */
  export: async function* (input: ExportInput, { tables, outFile, signal }) {
    yield* tables.stream(
      pathsOf(input),
      (connection) => exportRows(connection, { ...input, outFile, maxFileBytes }),
      signal,
    );
  } satisfies Task<ExportInput>,

  /** Yields a `CellHead`, then the bytes of the cell, piece by piece. */
  cell: async function* (input: CellInput, { tables, signal }) {
    const cell = await tables.use(pathsOf(input), (connection) => readCell(connection, input), signal);
    yield cell && { kind: cell.kind, size: cell.bytes.length };
    yield* pieces(cell?.bytes ?? new Uint8Array());
  } satisfies Task<CellInput>,

  /** Yields a `MediaHead`, then the bytes, piece by piece. */
  media: async function* (input: MediaInput, { tables, signal }) {
    const bytes = await tables.use(pathsOf(input), (connection) => readMedia(connection, input), signal);
    yield bytes && { start: bytes.slice(0, SNIFFED_BYTES), size: bytes.length };
    yield* pieces(bytes ?? new Uint8Array());
  } satisfies Task<MediaInput>,
};

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.slice(at, at + pieceBytes);
}

export type TaskName = keyof typeof tasks;

export function openTables(folder: string, { memoryMb, threads }: { memoryMb: number; threads: number }) {
  const outFile = join(folder, 'download.parquet');
  const tables = new TableReader({ memoryMb, threads, spillDir: folder, maxSpillBytes, writable: [outFile] });
  return { tables, outFile };
}

function pathsOf({ files }: { files: readonly { path: string }[] }): string[] {
  return files.map(({ path }) => path);
}
