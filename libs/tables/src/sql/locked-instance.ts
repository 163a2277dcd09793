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
  tables: readonly QueryTable[];
  /** The one file that may be written. */
  outFile: string;
}

/**
 * Lends a DuckDB of its own that can read the files of the given tables, through views of their names, and write one
 * file; nothing else of this machine, and no setting can be changed any more.
 */
export async function withLockedInstance<T>(
  options: LockedOptions,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
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
    const connection = await instance.connect();
    try {
      for (const statement of lockDown(options)) await connection.run(statement);
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** The order matters: paths are allowed before access is shut, and the lock comes last. */
function lockDown({ spillDir, maxSpillBytes, tables, outFile }: LockedOptions): string[] {
  const allowed = [...tables.flatMap(({ paths }) => paths), outFile].map(quoteLiteral);
  return [
    `SET temp_directory = ${quoteLiteral(spillDir)}`,
    `SET max_temp_directory_size = '${Math.floor(maxSpillBytes / 1024)}KiB'`,
    `SET TimeZone = 'UTC'`,
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
