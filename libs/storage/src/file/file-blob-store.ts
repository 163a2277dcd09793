import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { errors } from '@rowhouse/contract';
import { checkBlobKey, checkBlobPrefix, InvalidBlobKey } from '../blob-key.js';
import type { BlobInfo, BlobStore, ByteRange, WriteOptions, WrittenBlob } from '../blob-store.js';
import { abortable } from './abortable.js';
import { onDisk, storageError, systemCode } from './disk-error.js';
import { moveIntoPlace, removeEmptyFolders } from './folders.js';
import { hashOfFile } from './hash-of-file.js';
import { Incoming } from './incoming.js';
import { walk } from './walk.js';
import { writeChunks } from './write-chunks.js';

/** Blobs as files of a local or mounted folder; the key is the path below it. */
export class FileBlobStore implements BlobStore {
  readonly #root: string;
  readonly #incoming: Incoming;

  /** `root` must be absolute; it is made when the first blob comes. `writer` as for `openBlobStore`. */
  constructor(root: string, writer?: string) {
    if (!isAbsolute(root)) throw new TypeError(`The folder of a blob store must be absolute, not '${root}'`);
    this.#root = resolve(root);
    this.#incoming = new Incoming(this.#root, writer);
  }

  async write(
    key: string,
    source: AsyncIterable<Uint8Array>,
    { maxBytes, signal }: WriteOptions = {},
  ): Promise<WrittenBlob> {
    const place = this.#path(key);
    const chunks = signal ? abortable(source, signal) : source;
    const path = await this.#writing(key, () => this.#incoming.newPath());
    try {
      const file = await this.#writing(key, () => open(path, 'wx'));
      let content: { size: number; sha256: string };
      try {
        content = await writeChunks(file, chunks, { key, maxBytes });
      } finally {
        await file.close();
      }
      signal?.throwIfAborted();
      await this.#writing(key, () => moveIntoPlace(path, place));
      return { key, ...content, modified: new Date() };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async importFile(path: string, key: string): Promise<WrittenBlob> {
    const place = this.#path(key);
    await this.#writing(key, () => this.#incoming.newPath());
    const content = await hashOfFile(path);
    try {
      await moveIntoPlace(path, place);
      return { key, ...content, modified: new Date() };
    } catch (error) {
      if (systemCode(error) !== 'EXDEV') throw this.#writeError(error, key);
    }
    const copied = await this.write(key, createReadStream(path));
    await rm(path, { force: true });
    return copied;
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const path = this.#path(key);
    const file = await onDisk(key, () => open(path, 'r'));
    try {
      const size = await sizeOf(file, key);
      if (range && (range.start >= size || range.end < range.start)) throw errors.InvalidRange({ size });
      return file.createReadStream({ highWaterMark: 256 * 1024, ...range });
    } catch (error) {
      await file.close();
      throw storageError(error, key);
    }
  }

  async stat(key: string): Promise<BlobInfo | null> {
    const path = this.#path(key);
    try {
      const found = await stat(path);
      return found.isFile() ? { key, size: found.size, modified: found.mtime } : null;
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw storageError(error, key);
    }
  }

  async localPath(key: string): Promise<string> {
    if (!(await this.stat(key))) throw errors.BlobNotFound({ key });
    return this.#path(key);
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    checkBlobPrefix(prefix);
    try {
      yield* walk(join(this.#root, prefix), prefix);
    } catch (error) {
      throw storageError(error, prefix);
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key);
    // A folder is no blob: unlike `rm`, a plain look keeps its content safe.
    if (!(await this.stat(key))) return;
    await onDisk(key, async () => {
      await rm(path, { force: true });
      await removeEmptyFolders(dirname(path), this.#root);
    });
  }

  async deletePrefix(prefix: string): Promise<number> {
    if (prefix === '') throw new InvalidBlobKey(prefix);
    let deleted = 0;
    for await (const _blob of this.list(prefix)) deleted++;
    const folder = join(this.#root, prefix);
    await onDisk(prefix, async () => {
      // Someone may write into the folder while it goes; the next attempt takes that along.
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      await removeEmptyFolders(dirname(folder), this.#root);
    });
    return deleted;
  }

  #path(key: string): string {
    checkBlobKey(key);
    return join(this.#root, key);
  }

  async #writing<T>(key: string, operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      throw this.#writeError(error, key);
    }
  }

  /** When a write finds something missing, the store is broken or its key collides with a folder. */
  #writeError(error: unknown, key: string): unknown {
    const translated = storageError(error, key);
    const missing = (translated as { code?: unknown }).code === 'BlobNotFound';
    return missing ? errors.StorageUnavailable(undefined, { cause: error }) : translated;
  }
}

async function sizeOf(file: FileHandle, key: string): Promise<number> {
  const found = await file.stat();
  if (!found.isFile()) throw errors.BlobNotFound({ key });
  return found.size;
}
