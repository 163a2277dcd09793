import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { errors } from '@rowhouse/contract';
import { checkBlobKey, checkBlobPrefix, InvalidBlobKey } from '../blob-key.js';
import type { BlobInfo, BlobStore, ByteRange, WriteOptions, WrittenBlob } from '../blob-store.js';
import type { BucketPlace } from '../bucket/bucket-place.js';
import { CountedSource } from '../bucket/counted-source.js';
import type { BlobCache } from '../cache/blob-cache.js';
import { abortable } from '../file/abortable.js';
import { hashOfFile } from '../file/hash-of-file.js';
import { GcsError, gcsError } from './gcs-error.js';
import type { GcsRequest, JsonApi } from './json-api.js';
import type { GcsAddress } from './open-api.js';
import { putObject } from './put-object.js';
import { type ObjectFacts, objectPath, uploadInParts } from './resumable-upload.js';

/** Bytes of one part of an upload; the store takes multiples of 256 KiB. */
const partBytes = 8 * 1024 * 1024;
const deletionsAtOnce = 16;

/** What is read of an object's resource. */
interface GcsObject {
  name: string;
  size: string;
  updated: string;
  generation?: string;
  metadata?: Record<string, string>;
}

/**
 * Blobs as objects of a bucket of Google Cloud Storage, by its JSON API. What fits into one part is one request; more
 * is a resumable upload. MD5 sums of both are compared with what arrived. The SHA-256 hash is kept as metadata where it
 * is known before the upload begins.
 */
export class GcsBlobStore implements BlobStore {
  #opened: Promise<JsonApi> | null = null;

  constructor(
    private readonly place: BucketPlace,
    private readonly cache: BlobCache,
    private readonly address: GcsAddress = {},
  ) {}

  async write(
    key: string,
    source: AsyncIterable<Uint8Array>,
    { maxBytes, signal }: WriteOptions = {},
  ): Promise<WrittenBlob> {
    checkBlobKey(key);
    const counted = new CountedSource(signal ? abortable(source, signal) : source, maxBytes);
    try {
      signal?.throwIfAborted();
      const { bytes, whole } = await counted.begin(partBytes);
      const api = await this.#api();
      const { bucket } = this.place;
      if (whole) {
        const sha256 = counted.sha256();
        await putObject(api, bucket, this.#facts(key, sha256), bytes, signal);
        return { key, size: counted.size, sha256, modified: new Date() };
      }
      await uploadInParts(api, bucket, this.#facts(key), counted.after(bytes), { partBytes, signal });
      return { key, size: counted.size, sha256: counted.sha256(), modified: new Date() };
    } catch (error) {
      throw counted.failure ? counted.failure.error : gcsError(error, key, { written: true });
    } finally {
      // Not awaited: a silent source can only answer when its data comes.
      counted.cancel().catch(() => undefined);
    }
  }

  async importFile(path: string, key: string): Promise<WrittenBlob> {
    checkBlobKey(key);
    const content = await hashOfFile(path);
    const facts = this.#facts(key, content.sha256);
    const { bucket } = this.place;
    try {
      const api = await this.#api();
      if (content.size <= partBytes) await putObject(api, bucket, facts, await readFile(path));
      else await uploadInParts(api, bucket, facts, createReadStream(path), { partBytes });
    } catch (error) {
      throw gcsError(error, key, { written: true });
    }
    await rm(path, { force: true });
    return { key, ...content, modified: new Date() };
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    if (range && range.end < range.start) throw await this.#invalidRange(key);
    try {
      const answer = await this.#send({
        path: this.#path(key),
        query: { alt: 'media' },
        headers: {
          'accept-encoding': 'identity',
          ...(range ? { range: `bytes=${range.start}-${range.end}` } : {}),
        },
      });
      return answer.body ? whole(answer.body as ReadableStream, key) : Readable.from([]);
    } catch (error) {
      if (error instanceof GcsError && error.status === 416) throw await this.#invalidRange(key);
      throw gcsError(error, key);
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
    let pageToken: string | undefined;
    do {
      const { items = [], nextPageToken } = await this.#page(prefix, pageToken);
      for (const object of items) {
        // Consoles make objects such as `datasets/` to show folders.
        if (!object.name.endsWith('/')) yield infoOf(object.name.slice(this.place.root.length), object);
      }
      pageToken = nextPageToken;
    } while (pageToken);
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key);
    try {
      await this.#send({ method: 'DELETE', path, accept: (status) => status === 404 || status < 300 });
    } catch (error) {
      throw gcsError(error, key);
    }
  }

  async deletePrefix(prefix: string): Promise<number> {
    if (prefix === '') throw new InvalidBlobKey(prefix);
    const left = this.list(prefix)[Symbol.asyncIterator]();
    let deleted = 0;
    await Promise.all(
      Array.from({ length: deletionsAtOnce }, async () => {
        for (let next = await left.next(); !next.done; next = await left.next()) {
          await this.delete(next.value.key);
          deleted++;
        }
      }),
    );
    return deleted;
  }

  async #page(prefix: string, pageToken: string | undefined) {
    try {
      const answer = await this.#send({
        path: `/storage/v1/b/${this.place.bucket}/o`,
        query: {
          prefix: `${this.place.root}${prefix}`,
          maxResults: '1000',
          fields: 'items(name,size,updated),nextPageToken',
          pageToken,
        },
      });
      return (await answer.json()) as { items?: GcsObject[]; nextPageToken?: string };
    } catch (error) {
      throw gcsError(error, prefix, { written: true });
    }
  }

  async #head(key: string): Promise<{ info: BlobInfo; version: string } | null> {
    try {
      const object = (await (await this.#send({ path: this.#path(key) })).json()) as GcsObject;
      return { info: infoOf(key, object), version: object.generation ?? object.updated };
    } catch (error) {
      const told = gcsError(error, key);
      if ((told as { code?: string }).code === 'BlobNotFound') return null;
      throw told;
    }
  }

  async #invalidRange(key: string): Promise<Error> {
    const found = await this.stat(key);
    return found ? errors.InvalidRange({ size: found.size }) : errors.BlobNotFound({ key });
  }

  async #send(request: GcsRequest): Promise<Response> {
    return (await this.#api()).send(request);
  }

  #path(key: string): string {
    checkBlobKey(key);
    return objectPath(this.place.bucket, `${this.place.root}${key}`);
  }

  #facts(key: string, sha256?: string): ObjectFacts {
    const name = `${this.place.root}${key}`;
    return { name, contentType: 'application/octet-stream', ...(sha256 ? { metadata: { sha256 } } : {}) };
  }

  /** Loaded when it is needed: Google's libraries take time and memory from services that keep their blobs elsewhere. */
  #api(): Promise<JsonApi> {
    this.#opened ??= import('./open-api.js').then(({ openApi }) => openApi(this.address));
    return this.#opened;
  }
}

/** A body; one that breaks off ends with what the caller of a store is told. */
function whole(body: ReadableStream, key: string): Readable {
  const pieces = async function* () {
    try {
      yield* body;
    } catch (error) {
      throw gcsError(error, key);
    }
  };
  return Readable.from(pieces(), { objectMode: false });
}

function infoOf(key: string, { size, updated, metadata }: GcsObject): BlobInfo {
  const sha256 = metadata?.sha256;
  return { key, size: Number(size), modified: new Date(updated), ...(sha256 ? { sha256 } : {}) };
}
