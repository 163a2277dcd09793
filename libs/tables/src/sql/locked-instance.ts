import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteIdentifier, quoteLiteral, quotePath } from '../engine/quote.js';

/** A table that a query may read: its name as written in the query, and its Parquet files. */
export interface QueryTable {
  name: string;
  paths: readonly string[];
}

export interface LockedOptions {
  memoryMb: number;
  threads: number;
  /** Where data is spilled to. */
  spillDir: string;
  maxSpillBytes: number;
  /** Views to make; their files may be read. */
  tables?: readonly QueryTable[];
  /** Further files that may be read, or written; nothing else of this machine. */
  files?: readonly string[];
}

/**
 * A DuckDB that can read the files of the given tables, through views of their names, and the other files it was given;
 * nothing else of this machine, and no setting can be changed any more.
 */
export class LockedInstance {
  private constructor(
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async open(options: LockedOptions): Promise<LockedInstance> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${options.memoryMb}MiB`,
      threads: String(options.threads),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      allow_unsigned_extensions: 'false',
      allow_persistent_secrets: 'false',
    });
    try {
      const locked = new LockedInstance(instance, await instance.connect());
      for (const statement of lockDown(options)) await locked.connection.run(statement);
      return locked;
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/** Lends a locked DuckDB of its own. */
export async function withLockedInstance<T>(
  options: LockedOptions,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const locked = await LockedInstance.open(options);
  try {
    return await work(locked.connection);
  } finally {
    locked.close();
  }
}

/** The order matters: paths are allowed before access is shut, and the lock comes last. */
function lockDown({ spillDir, maxSpillBytes, tables = [], files = [] }: LockedOptions): string[] {
  const allowed = [...tables.flatMap(({ paths }) => paths), ...files].map(quoteLiteral);
  return [
    `SET temp_directory = ${quoteLiteral(spillDir)}`,
    `SET max_temp_directory_size = '${Math.floor(maxSpillBytes / 1024)}KiB'`,
    `SET TimeZone = 'UTC'`,
    `SET parquet_metadata_cache = true`,
    `SET enable_progress_bar = true`,
    `SET enable_progress_bar_print = false`,
    `SET allowed_paths = [${allowed.join(', ')}]`,
    ...tables.map(
      ({ name, paths }) =>
        `CREATE VIEW ${quoteIdentifier(name)} AS SELECT * FROM read_parquet([${paths.map(quotePath).join(', ')}])`,
    ),
    `SET enable_external_access = false`,
    `SET lock_configuration = true`,
  ];
}
