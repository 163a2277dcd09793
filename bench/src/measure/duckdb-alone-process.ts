import { setPriority } from 'node:os';
import { DuckDBInstance } from '@duckdb/node-api';

setPriority(15);
const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MiB' });
const connection = await instance.connect();
await connection.run('SET parquet_metadata_cache = true');
process.on('message', async (statements: string[]) => {
  let rows = 0;
  for (const statement of statements) {
    rows = (await (await connection.run(statement)).getRowObjectsJson()).length;
  }
  process.send?.(rows);
});
process.send?.('ready');
