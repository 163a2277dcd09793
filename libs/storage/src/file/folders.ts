import { mkdir, open, rename, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './disk-error.js';

/**
 * Moves a file to its final place and makes the move durable. A neighbour's deletion may remove the folder between
 * its creation and the move, hence the attempts.
 */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  const folder = dirname(to);
  for (let attempt = 1; ; attempt++) {
    const created = await mkdir(folder, { recursive: true });
    try {
      await rename(from, to);
      await syncFolders(folder, created === undefined ? folder : dirname(created));
      return;
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || attempt === 5) throw error;
    }
  }
}

/** Makes the entries of a folder durable, and of those above it up to `top`. */
async function syncFolders(folder: string, top: string): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    await syncFolder(at);
    if (at === top || at === dirname(at)) return;
  }
}

async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    // The blob is in place; a neighbour may have emptied and removed a folder above meanwhile.
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

/** Removes the folder and those above it, below `root`, as far as they are empty. */
export async function removeEmptyFolders(folder: string, root: string): Promise<void> {
  for (let at = folder; at !== root && at.startsWith(root); at = dirname(at)) {
    try {
      await rmdir(at);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT') continue;
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return;
      throw error;
    }
  }
}
