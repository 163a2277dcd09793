import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobInfo } from '../blob-store.js';
import { systemCode } from './disk-error.js';

/** The blobs below a folder. Whatever vanishes during the walk is left out. */
export async function* walk(folder: string, prefix: string): AsyncGenerator<BlobInfo> {
  const entries = await unlessGone(() => opendir(folder));
  if (!entries) return;
  for await (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    const key = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      yield* walk(path, `${key}/`);
      continue;
    }
    const found = await unlessGone(() => stat(path));
    if (found?.isFile()) yield { key, size: found.size, modified: found.mtime };
  }
}

async function unlessGone<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
