import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A file of the npm package `vega-datasets`: real data that no one here wrote. */
export function vega(name: string): Promise<Buffer> {
  const entry = createRequire(join(process.cwd(), 'package.json')).resolve('vega-datasets');
  return readFile(join(dirname(entry), '..', 'data', name));
}
