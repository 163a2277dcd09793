import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Where generated data and the house under test live; ignored by Git and reused by the next run. */
export const benchFolder = join(process.cwd(), '.bench');

/**
 * A CSV file of `rows` made-up purchases: eight columns of integers, floats, texts and times. Every value is a hash
 * of its row number, so the file is the same on every machine.
 */
export async function eventsCsv(rows: number): Promise<string> {
  const path = join(benchFolder, 'data', `events-${rows}.csv`);
  if (existsSync(path)) return path;
  await mkdir(join(benchFolder, 'data'), { recursive: true });
  const unfinished = `${path}.unfinished`;
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GiB' });
  const connection = await instance.connect();
  await connection.run(`COPY (${eventsSql(rows)}) TO '${unfinished}' (FORMAT csv, HEADER)`);
  connection.closeSync();
  instance.closeSync();
  await rename(unfinished, path);
  return path;
}

const words = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'heron', 'inlet', 'jade'];

function eventsSql(rows: number): string {
  const list = words.map((word) => `'${word}'`).join(', ');
  const word = (salt: number) => `w[1 + (hash(i, ${salt}) % ${words.length})::INTEGER]`;
  return `
    WITH words AS (SELECT [${list}] AS w)
    SELECT i AS id,
      (hash(i, 1) % 250000)::INTEGER AS customer,
      round((hash(i, 2) % 1000000) / 100, 2) AS price,
      (hash(i, 3) % 1000003) / 1000003.0::DOUBLE AS score,
      ${word(4)} AS category,
      concat_ws(' ', ${word(5)}, ${word(6)}, ${word(7)}, hash(i, 8) % 100000) AS title,
      TIMESTAMP '2020-01-01' + to_seconds(i * 7) AS created_at,
      TIMESTAMP '2020-01-01' + to_seconds(i * 7 + (hash(i, 9) % 86400)::BIGINT) AS shipped_at
    FROM range(${rows}) t(i), words`;
}
