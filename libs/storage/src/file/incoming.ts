import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from './disk-error.js';

const staleAfterMs = 24 * 60 * 60 * 1000;

/**
 * The folder of unfinished blobs: on the file system of the finished ones, and under a name that no key can have. A
 * writer with a name has a folder of its own in it.
 */
export function incomingFolder(root: string, writer = ''): string {
  return join(root, '.incoming', writer);
}

/** Gives unfinished blobs a place. */
export class Incoming {
  readonly #all: string;
  readonly #folder: string;
  #prepared: Promise<void> | undefined;

  constructor(root: string, writer?: string) {
    this.#all = incomingFolder(root);
    this.#folder = incomingFolder(root, writer);
  }

  /** A path for a new file. The first call makes the folder and sweeps what killed processes left in it. */
  async newPath(): Promise<string> {
    this.#prepared ??= this.#prepare().catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    await this.#prepared;
    // A writer's folder goes with what it left there, and a sweep takes one that was empty for long.
    await mkdir(this.#folder, { recursive: true });
    return join(this.#folder, randomUUID());
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#all, { recursive: true });
    const eldest = Date.now() - staleAfterMs;
    for (const name of await readdir(this.#all)) {
      const path = join(this.#all, name);
      if ((await modifiedAt(path)) < eldest) await rm(path, { force: true, recursive: true });
    }
  }
}

/**
 * A write in progress keeps its file young, and with it the folder of its writer; one that another process has just
 * finished counts as young too.
 */
async function modifiedAt(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return found.mtimeMs;
    const inside = await Promise.all((await readdir(path)).map((name) => modifiedAt(join(path, name))));
    return Math.max(found.mtimeMs, ...inside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return Number.POSITIVE_INFINITY;
    throw error;
  }
}
