import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from './disk-error.js';

const staleAfterMs = 24 * 60 * 60 * 1000;

/** The folder of unfinished blobs: on the file system of the finished ones, and under a name that no key can have. */
export class Incoming {
  readonly #folder: string;
  #prepared: Promise<void> | undefined;

  constructor(root: string) {
    this.#folder = join(root, '.incoming');
  }

  /** A path for a new file. The first call makes the folder and sweeps what killed processes left in it. */
  async newPath(): Promise<string> {
    this.#prepared ??= this.#prepare().catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    await this.#prepared;
    return join(this.#folder, randomUUID());
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const eldest = Date.now() - staleAfterMs;
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if ((await modifiedAt(path)) < eldest) await rm(path, { force: true, recursive: true });
    }
  }
}

/** A write in progress keeps its file young; one that another process has just finished counts as young too. */
async function modifiedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return Number.POSITIVE_INFINITY;
    throw error;
  }
}
