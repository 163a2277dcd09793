import { DuckDBInstance } from '@duckdb/node-api';

/** Bare DuckDB: one CSV file to one Parquet file, zstd, in a fresh instance as a job has it. */
export async function copyToParquet(
  csv: string,
  parquet: string,
  { rowGroupSize, memoryMb = 2048 }: { rowGroupSize: number; memoryMb?: number },
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: `${memoryMb}MiB` });
  const connection = await instance.connect();
  await connection.run(
    `COPY (FROM read_csv('${csv}')) TO '${parquet}'
     (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupSize})`,
  );
  connection.closeSync();
  instance.closeSync();
}
