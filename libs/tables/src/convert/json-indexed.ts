import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isNativeError } from 'node:util/types';
import { errors } from '@rowhouse/contract';
import { explainJson } from './json-errors.js';
import type { SourceFile } from './source.js';

/** The layout has no streaming order of rows, so the whole file is held in memory. */
const MAX_BYTES = 256 * 1024 * 1024;

/** True for pandas' default layout: columns as objects keyed by row number, `{"a": {"0": 1, "1": 2}}`. */
export function isIndexed(head: Buffer): boolean {
  return /^\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"0"\s*:/.test(head.toString('utf8'));
}

/** Writes such a file's rows as JSON Lines; false when only its beginning looks like that layout. */
export async function rewriteIndexed(file: SourceFile, target: string): Promise<boolean> {
  if (file.size > MAX_BYTES) {
    throw errors.TooBigContentError({
      what: `The file '${file.name}' with columns keyed by row number`,
      limit: MAX_BYTES,
      actual: file.size,
    });
  }
  const all = Object.entries(await parse(file));
  const columns = all.filter(isKeyed);
  if (columns.length < all.length) return false;
  const keys = [...new Set(columns.flatMap(([, cells]) => Object.keys(cells)))];
  function* lines() {
    for (const key of keys) {
      yield `${JSON.stringify(Object.fromEntries(columns.map(([name, cells]) => [name, cells[key] ?? null])))}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(target));
  return true;
}

function isKeyed(column: [name: string, cells: unknown]): column is [string, Record<string, unknown>] {
  const [, cells] = column;
  return typeof cells === 'object' && cells !== null && !Array.isArray(cells);
}

async function parse(file: SourceFile): Promise<Record<string, unknown>> {
  const text = await readFile(file.path, 'utf8');
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw isNativeError(error) ? ((await explainJson(error, file)) ?? error) : error;
  }
}
