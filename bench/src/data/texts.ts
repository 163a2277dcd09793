import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { benchFolder } from './events.js';

/** Words that a third of the rows hold. */
export const commonWords = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'heron',
  'inlet',
  'jade',
];

/**
 * A CSV file of `rows` short texts, the same on every machine: a title of four common words and a number that ten rows
 * in a million hold, and a code that only one row holds (`c0`, `c1`, …).
 */
export async function textsCsv(rows: number): Promise<string> {
  const path = join(benchFolder, 'data', `texts-${rows}.csv`);
  if (existsSync(path)) return path;
  await mkdir(join(benchFolder, 'data'), { recursive: true });
  const unfinished = `${path}.unfinished`;
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GiB' });
  const connection = await instance.connect();
  await connection.run(`COPY (${textsSql(rows)}) TO '${unfinished}' (FORMAT csv, HEADER)`);
  connection.closeSync();
  instance.closeSync();
  await rename(unfinished, path);
  return path;
}

function textsSql(rows: number): string {
  const list = commonWords.map((word) => `'${word}'`).join(', ');
  const word = (salt: number) => `w[1 + (hash(i, ${salt}) % ${commonWords.length})::INTEGER]`;
  return `
    WITH words AS (SELECT [${list}] AS w)
    SELECT i AS id,
      concat_ws(' ', ${word(1)}, ${word(2)}, ${word(3)}, ${word(4)}, hash(i, 5) % 100000) AS title,
      'c' || i AS code,
      round((hash(i, 6) % 1000000) / 100, 2) AS price,
      TIMESTAMP '2020-01-01' + to_seconds(i * 7) AS created_at
    FROM range(${rows}) t(i), words`;
}
