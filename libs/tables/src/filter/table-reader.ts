import type { DuckDBConnection } from '@duckdb/node-api';
import { interruptOn } from '../engine/interrupt.js';
import { LockedInstance } from '../sql/locked-instance.js';
import { explainQueryFailure } from '../sql/query-failure.js';

export interface TableReaderOptions {
  /** Bound of DuckDB's buffers in MiB. */
  memoryMb: number;
  threads: number;
  /** An existing folder for what does not fit into memory. */
  spillDir: string;
  /** Of what does not fit into memory. */
  maxSpillBytes: number;
  /** Files that may be written. */
  writable?: readonly string[];
}

/**
 * Reads one table at a time with a locked-down DuckDB that can open the table's files and no others. The last table's
 * stays open, with what it knows of the files.
 */
export class TableReader {
  #busy = false;
  #open: { key: string; instance: LockedInstance } | null = null;

  constructor(private readonly options: TableReaderOptions) {}

  /**
   * Lends a connection that can read `files`; one caller at a time. An abort of `signal` interrupts the running query.
   * @throws InvalidQuery, QueryLimitExceeded, StorageFull, the signal's reason
   */
  async use<T>(
    files: readonly string[],
    work: (connection: DuckDBConnection) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const only = this.stream(files, (connection) => single(work(connection)), signal);
    const { value } = await only.next();
    await only.return(undefined);
    return value as T;
  }

  /** The same for work that gives many values; the connection is lent until the last was taken, or no more are. */
  async *stream<T>(
    files: readonly string[],
    work: (connection: DuckDBConnection) => AsyncGenerator<T>,
    signal?: AbortSignal,
  ): AsyncGenerator<T> {
    signal?.throwIfAborted();
    // A second query would end the stream of the first one's rows without a word.
    if (this.#busy) throw new Error('the table reader is in use');
    this.#busy = true;
    let stopListening = () => {};
    try {
      const { connection } = await this.#instance(files);
      stopListening = interruptOn(connection, signal);
      yield* work(connection);
    } catch (error) {
      signal?.throwIfAborted();
      const { memoryMb, maxSpillBytes } = this.options;
      throw explainQueryFailure(error, { memoryMb, maxSpillBytes, ownText: false });
    } finally {
      stopListening();
      this.#busy = false;
    }
  }

  close(): void {
    this.#open?.instance.close();
    this.#open = null;
  }

  async #instance(files: readonly string[]): Promise<LockedInstance> {
    const key = JSON.stringify(files);
    if (this.#open?.key !== key) {
      this.close();
      this.#open = { key, instance: await this.#newInstance(files) };
    }
    return this.#open.instance;
  }

  #newInstance(files: readonly string[]): Promise<LockedInstance> {
    return LockedInstance.open({ ...this.options, files: [...files, ...(this.options.writable ?? [])] });
  }
}

async function* single<T>(value: Promise<T>): AsyncGenerator<T> {
  yield await value;
}
