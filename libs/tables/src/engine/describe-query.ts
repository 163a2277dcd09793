import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';

export interface TypedColumn {
  name: string;
  type: DuckDBType;
}

/** Names and types that `sql` would give, without running it. */
export async function columnsOfQuery(connection: DuckDBConnection, sql: string): Promise<TypedColumn[]> {
  const prepared = await connection.prepare(sql);
  try {
    return Array.from({ length: prepared.columnCount }, (_, index) => ({
      name: prepared.columnName(index),
      type: prepared.columnType(index),
    }));
  } finally {
    prepared.destroySync();
  }
}
