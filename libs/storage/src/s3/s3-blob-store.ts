import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { errors } from '@rowhouse/contract';
import { checkBlobKey, checkBlobPrefix, InvalidBlobKey } from '../blob-key.js';
import type { BlobInfo, BlobStore, ByteRange, WriteOptions, WrittenBlob } from '../blob-store.js';
import type { BucketPlace } from '../bucket/bucket-place.js';
import { CountedSource } from '../bucket/counted-source.js';
import type { BlobCache } from '../cache/blob-cache.js';
import { abortable } from '../file/abortable.js';
import { hashOfFile } from '../file/hash-of-file.js';

import { deleteObjects } from './delete-objects.js';
import { partBytes } from './part-bytes.js';
import { isMissing, s3Error } from './s3-error.js';

/** Parts of one upload on their way at once; memory holds about two more. */
const partsAtOnce = 2;

/**
 * Blobs as objects of a bucket that speaks the S3 protocol. An upload appears when its last part is confirmed. The hash
 * is kept as metadata of objects of one part and of imported files: of others it is known only after the beginning, when
 * S3 takes no metadata any more.
 */
export class S3BlobStore implements BlobStore {
  readonly #bucket: string;
  readonly #root: string;

  constructor(
    private readonly client: S3Client,
    { bucket, root }: BucketPlace,
    private readonly cache: BlobCache,
  ) {
    this.#bucket = bucket;
    this.#root = root;
  }

  async write(
    key: string,
    source: AsyncIterable<Uint8Array>,
    { maxBytes, signal }: WriteOptions = {},
  ): Promise<WrittenBlob> {
    const object = this.#object(key);
    const counted = new CountedSource(signal ? abortable(source, signal) : source, maxBytes);
    try {
      signal?.throwIfAborted();
      const partSize = partBytes(maxBytes);
      const { bytes, whole } = await counted.begin(partSize);
      if (whole) {
        const sha256 = counted.sha256();
        await this.client.send(new PutObjectCommand({ ...object, Body: bytes, Metadata: { sha256 } }));
        return { key, size: counted.size, sha256, modified: new Date() };
      }
      await this.#upload(object, counted.after(bytes), partSize);
      return { key, size: counted.size, sha256: counted.sha256(), modified: new Date() };
    } catch (error) {
      throw counted.failure ? counted.failure.error : s3Error(error, key);
    } finally {
      // Not awaited: a silent source can only answer when its data comes.
      counted.cancel().catch(() => undefined);
    }
  }

  async importFile(path: string, key: string): Promise<WrittenBlob> {
    const object = this.#object(key);
    const content = await hashOfFile(path);
    const { size, sha256 } = content;
    await this.#asking(key, () =>
      this.#upload({ ...object, Metadata: { sha256 } }, createReadStream(path), partBytes(size)),
    );
    await rm(path, { force: true });
    return { key, ...content, modified: new Date() };
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const object = this.#object(key);
    if (range && range.end < range.start) throw await this.#invalidRange(key);
    const Range = range && `bytes=${range.start}-${range.end}`;
    try {
      const { Body } = await this.client.send(new GetObjectCommand({ ...object, Range }));
      return Body as Readable;
    } catch (error) {
      if ((error as Error).name === 'InvalidRange') throw await this.#invalidRange(key);
      throw s3Error(error, key);
    }
  }

  async stat(key: string): Promise<BlobInfo | null> {
    return (await this.#head(key))?.info ?? null;
  }

  async localPath(key: string): Promise<string> {
    const found = await this.#head(key);
    if (!found) throw errors.BlobNotFound({ key });
    return this.cache.path(found.info, found.version, () => this.read(key));
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    checkBlobPrefix(prefix);
    try {
      const pages = paginateListObjectsV2(
        { client: this.client },
        { Bucket: this.#bucket, Prefix: `${this.#root}${prefix}` },
      );
      for await (const { Contents = [] } of pages) {
        for (const { Key = '', Size = 0, LastModified = new Date(0) } of Contents) {
          // Consoles make objects such as `datasets/` to show folders.
          if (!Key.endsWith('/'))
            yield { key: Key.slice(this.#root.length), size: Size, modified: LastModified };
        }
      }
    } catch (error) {
      throw s3Error(error, prefix);
    }
  }

  async delete(key: string): Promise<void> {
    const object = this.#object(key);
    await this.#asking(key, () => this.client.send(new DeleteObjectCommand(object)));
  }

  async deletePrefix(prefix: string): Promise<number> {
    if (prefix === '') throw new InvalidBlobKey(prefix);
    let deleted = 0;
    let batch: string[] = [];
    const flush = async () => {
      await this.#asking(prefix, () => deleteObjects(this.client, this.#bucket, batch));
      deleted += batch.length;
      batch = [];
    };
    for await (const { key } of this.list(prefix)) {
      batch.push(`${this.#root}${key}`);
      if (batch.length === 1000) await flush();
    }
    if (batch.length > 0) await flush();
    return deleted;
  }

  async #head(key: string): Promise<{ info: BlobInfo; version: string } | null> {
    const object = this.#object(key);
    try {
      const found = await this.client.send(new HeadObjectCommand(object));
      const modified = found.LastModified ?? new Date(0);
      const sha256 = found.Metadata?.sha256;
      const info = { key, size: found.ContentLength ?? 0, modified, ...(sha256 ? { sha256 } : {}) };
      return { info, version: found.ETag ?? String(modified.getTime()) };
    } catch (error) {
      if (isMissing(error)) return null;
      throw s3Error(error, key);
    }
  }

  async #invalidRange(key: string): Promise<Error> {
    const found = await this.stat(key);
    return found ? errors.InvalidRange({ size: found.size }) : errors.BlobNotFound({ key });
  }

  /** Parts of an upload that fails are removed before its error goes out. */
  async #upload(
    object: { Bucket: string; Key: string; Metadata?: Record<string, string> },
    body: Readable,
    partSize: number,
  ): Promise<void> {
    const params = { ...object, Body: body };
    try {
      await new Upload({ client: this.client, params, partSize, queueSize: partsAtOnce }).done();
    } finally {
      body.destroy();
    }
  }

  async #asking<T>(key: string, operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      throw s3Error(error, key);
    }
  }

  #object(key: string): { Bucket: string; Key: string } {
    checkBlobKey(key);
    return { Bucket: this.#bucket, Key: `${this.#root}${key}` };
  }
}
