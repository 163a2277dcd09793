import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { errors } from '@rowhouse/contract';
import type { BlobInfo } from '../blob-store.js';
import { onDisk } from '../file/disk-error.js';
import { writeChunks } from '../file/write-chunks.js';
import { prepareCacheFolder } from './cache-folder.js';

export interface BlobCacheOptions {
  /** Of this process alone, see `cacheFolder`. */
  folder: string;
  /** Of all files together, those on their way included. */
  maxBytes: number;
  /** For how long a file stays at least after it was last asked for: readers get no other say. */
  holdMs?: number;
  now?: () => number;
}

interface Copy {
  path: string;
  size: number;
  askedAt: number;
  coming: boolean;
  ready: Promise<void>;
}

/** Whole blobs as files of this machine; the ones that nobody asked for longest make room for new ones. */
export class BlobCache {
  /** The one asked for last is last. */
  readonly #copies = new Map<string, Copy>();
  readonly #holdMs: number;
  readonly #now: () => number;
  #bytes = 0;
  #prepared: Promise<void> | null = null;

  constructor(private readonly options: BlobCacheOptions) {
    this.#holdMs = options.holdMs ?? 10 * 60 * 1000;
    this.#now = options.now ?? Date.now;
  }

  /**
   * The file of a blob; who asks while it comes waits for the same one. `version` tells contents of a key apart.
   * @throws StorageFull when all that is kept is in use, StorageUnavailable when another content came than the blob has
   */
  async path(blob: BlobInfo, version: string, read: () => Promise<Readable>): Promise<string> {
    const name = createHash('sha256').update(`${blob.key}\n${version}`).digest('hex');
    const known = this.#copies.get(name);
    if (known) {
      this.#touch(name, known);
      await known.ready;
      if (await isWhole(known)) return known.path;
      // Somebody emptied the folder of temporary files.
      this.#forget(name, known);
      return this.path(blob, version, read);
    }
    this.#makeRoom(blob);
    const path = join(this.options.folder, randomUUID());
    const coming = Promise.withResolvers<void>();
    const copy = { path, size: blob.size, askedAt: this.#now(), coming: true, ready: coming.promise };
    this.#copies.set(name, copy);
    this.#bytes += blob.size;
    this.#fetch(path, blob, read).then(coming.resolve, coming.reject);
    try {
      await copy.ready;
    } catch (error) {
      this.#forget(name, copy);
      throw error;
    }
    copy.coming = false;
    this.#touch(name, copy);
    return path;
  }

  async #fetch(path: string, { key, size, sha256 }: BlobInfo, read: () => Promise<Readable>): Promise<void> {
    const part = `${path}.part`;
    await onDisk(key, () => this.#prepare());
    const source = await read();
    try {
      const file = await onDisk(key, () => open(part, 'wx'));
      let came: { size: number; sha256: string };
      try {
        came = await writeChunks(file, source, { key });
      } finally {
        await file.close();
      }
      if (came.size !== size || (sha256 !== undefined && came.sha256 !== sha256))
        throw errors.StorageUnavailable(undefined, {
          cause: new Error(`of ${key}, ${came.size} of ${size} bytes came, with the hash ${came.sha256}`),
        });
      await onDisk(key, () => rename(part, path));
    } catch (error) {
      source.destroy();
      await rm(part, { force: true });
      throw error;
    }
  }

  /** Also after somebody removed the folder. */
  async #prepare(): Promise<void> {
    this.#prepared ??= prepareCacheFolder(this.options.folder).catch((error: unknown) => {
      this.#prepared = null;
      throw error;
    });
    await this.#prepared;
    await mkdir(this.options.folder, { recursive: true });
  }

  #makeRoom({ size }: BlobInfo): void {
    const { maxBytes } = this.options;
    const idle = this.#now() - this.#holdMs;
    for (const [name, copy] of this.#copies) {
      if (this.#bytes + size <= maxBytes || copy.askedAt > idle) break;
      if (copy.coming) continue;
      this.#forget(name, copy);
    }
    if (this.#bytes + size > maxBytes)
      throw errors.StorageFull({
        what: `a local copy of ${size} bytes beside ${this.#bytes} bytes in use, of BLOB_CACHE_MB with ${maxBytes} bytes`,
      });
  }

  #touch(name: string, copy: Copy): void {
    if (this.#copies.get(name) !== copy) return;
    copy.askedAt = this.#now();
    this.#copies.delete(name);
    this.#copies.set(name, copy);
  }

  #forget(name: string, copy: Copy): void {
    if (this.#copies.get(name) !== copy) return;
    this.#copies.delete(name);
    this.#bytes -= copy.size;
    // A reader that has it open keeps its bytes. What can't be removed goes with the folder of the process.
    copy.ready.then(() => rm(copy.path, { force: true })).catch(() => undefined);
  }
}

async function isWhole({ path, size }: Copy): Promise<boolean> {
  return (await stat(path).catch(() => null))?.size === size;
}
