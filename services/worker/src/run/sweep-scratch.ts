import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const maxAgeMs = 24 * 3600 * 1000;

/** Removes what jobs left behind whose worker died; other workers may use the same folder, so only what is old. */
export async function sweepScratch(folder: string, now = Date.now()): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('job-')) continue;
    const path = join(folder, name);
    const facts = await stat(path).catch(() => null);
    if (facts && now - facts.mtimeMs > maxAgeMs) await rm(path, { recursive: true, force: true });
  }
}
