import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { splitQuery } from '../house/client.js';
import { benchFolder } from './events.js';
import { events } from './house-events.js';

/** A copy of the one Parquet file that the house serves for the split. */
export async function servedParquet(apiUrl: string): Promise<string> {
  const answer = await fetch(`${apiUrl}/parquet?${splitQuery(events.dataset)}`);
  const { parquet_files } = (await answer.json()) as { parquet_files: { url: string; size: number }[] };
  const [first] = parquet_files;
  if (!first || parquet_files.length !== 1)
    throw new Error(`${events.dataset} has ${parquet_files.length} Parquet files; one was expected`);
  const path = join(benchFolder, 'data', 'events-served.parquet');
  if (existsSync(path) && (await readFile(path)).length === first.size) return path;
  await writeFile(path, Buffer.from(await (await fetch(first.url)).arrayBuffer()));
  return path;
}
