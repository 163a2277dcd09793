import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ArrowScans } from '../arrow/scan.js';
import { MediaFunctions } from '../media/media-functions.js';
import { ConnectionPool } from './connection-pool.js';
import { interruptOn } from './interrupt.js';
import { ScratchFolder } from './scratch-folder.js';

export interface TableEngineOptions {
  /** Bound of DuckDB's buffer manager in MiB; the process may need 1.6 times as much. */
  memoryMb: number;
  threads: number;
  /** Where the engine gets a folder of its own for spilled data and unpacked uploads; made when absent. */
  scratchDir: string;
  /** Rules of DuckDB's optimizer to leave out, by their names in `duckdb_optimizers()`. */
  withoutOptimizers?: readonly string[];
}

/** Settings that DuckDB takes only once it runs. Progress is watched, never printed. */
const SESSION = `
  SET TimeZone = 'UTC';
  SET parquet_metadata_cache = true;
  SET enable_progress_bar = true;
  SET enable_progress_bar_print = false`;

/** One DuckDB instance without a database file: it reads and writes Parquet and the upload formats. */
export class TableEngine {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly pool: ConnectionPool,
    /** Arrow files that SQL can read by token. */
    readonly arrowScans: ArrowScans,
    /** Files that cells of a conversion can name. */
    readonly mediaFunctions: MediaFunctions,
    private readonly scratch: ScratchFolder,
  ) {}

  static async open(options: TableEngineOptions): Promise<TableEngine> {
    const scratch = await ScratchFolder.open(options.scratchDir);
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${options.memoryMb}MiB`,
      threads: String(options.threads),
      temp_directory: scratch.path,
      preserve_insertion_order: 'true',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      disabled_optimizers: (options.withoutOptimizers ?? []).join(','),
    });
    const arrowScans = new ArrowScans();
    const mediaFunctions = new MediaFunctions();
    const pool = new ConnectionPool(async () => {
      const connection = await instance.connect();
      await connection.run(SESSION);
      return connection;
    });
    const engine = new TableEngine(instance, pool, arrowScans, mediaFunctions, scratch);
    await engine.use(async (connection) => {
      arrowScans.register(connection);
      mediaFunctions.register(connection);
    });
    return engine;
  }

  /** A folder of this engine alone, gone when it closes. */
  get scratchDir(): string {
    return this.scratch.path;
  }

  /**
   * Lends a connection to `work`. When `signal` aborts, the running query is interrupted and the
   * call rejects with the signal's reason.
   */
  async use<T>(work: (connection: DuckDBConnection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const connection = await this.pool.take();
    const stopListening = interruptOn(connection, signal);
    try {
      return await work(connection);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      stopListening();
      this.pool.giveBack(connection);
    }
  }

  close(): void {
    this.pool.close();
    this.instance.closeSync();
    this.scratch.remove();
  }
}
