import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

/** The one row of a query that gives one, by column name. */
export async function queryOne(
  connection: DuckDBConnection,
  sql: string,
): Promise<Record<string, DuckDBValue>> {
  const [row] = await queryAll(connection, sql);
  if (!row) throw new Error('the query gave no row');
  return row;
}

/** All rows of a query with a small result. */
export async function queryAll(
  connection: DuckDBConnection,
  sql: string,
): Promise<Record<string, DuckDBValue>[]> {
  const result = await connection.run(sql);
  return result.getRowObjects();
}
