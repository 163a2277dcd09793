import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { processFolder } from '../child/job-child.js';

const maxAgeMs = 24 * 3600 * 1000;

/**
 * Removes what processes left behind whose worker died. Other workers may use the same folder, so only what is old: the
 * folder of a living process is changed by every job, and made again by the next one if it is missing.
 */
export async function sweepScratch(folder: string, now = Date.now()): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(processFolder)) continue;
    const path = join(folder, name);
    const facts = await stat(path).catch(() => null);
    if (facts && now - facts.mtimeMs > maxAgeMs) await rm(path, { recursive: true, force: true });
  }
}
