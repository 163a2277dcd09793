import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { systemCode } from '../file/disk-error.js';

const maxAgeMs = 24 * 3600 * 1000;

/** A folder of this process alone below one that others may share. */
export function cacheFolder(scratchDir: string): string {
  return join(scratchDir, 'blob-cache', `${hostname()}_${process.pid}_${randomUUID()}`);
}

/** Makes a folder of `cacheFolder`, and removes those of processes that have ended. */
export async function prepareCacheFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const all = dirname(folder);
  for (const name of await readdir(all)) {
    const path = join(all, name);
    const facts = await stat(path).catch(() => null);
    if (path !== folder && facts && isLeft(name, facts.mtimeMs))
      await rm(path, { recursive: true, force: true });
  }
}

/** Of another machine only its age is known; whoever lives there fetches again what is missing. */
function isLeft(name: string, modifiedMs: number): boolean {
  const [host, pid] = name.split('_');
  if (host !== hostname()) return Date.now() - modifiedMs > maxAgeMs;
  // In a container, the process before this one had the same number.
  if (Number(pid) === process.pid) return modifiedMs < Date.now() - process.uptime() * 1000;
  return !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}
