import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BlobStore } from './blob-store.js';
import { bucketPlace } from './bucket/bucket-place.js';
import { BlobCache } from './cache/blob-cache.js';
import { cacheFolder } from './cache/cache-folder.js';
import { FileBlobStore } from './file/file-blob-store.js';
import { incomingFolder } from './file/incoming.js';
import { GcsBlobStore } from './gcs/gcs-blob-store.js';
import { openClient } from './s3/open-client.js';
import { S3BlobStore } from './s3/s3-blob-store.js';

export interface BlobStoreOptions {
  /** A name of this process alone, so that whoever sees it die can remove what it was writing. */
  writer?: string;
  /** Address of an object store that is not Amazon's. */
  s3Endpoint?: string;
  /** Address of an emulator of Google Cloud Storage, which is asked without credentials. */
  gcsEmulator?: string;
  /** Where local copies of objects go, in a folder of this process. */
  scratchDir?: string;
  /** Megabytes of such copies. */
  cacheMb?: number;
}

/**
 * Opens the store that a URL names: `file:///absolute/folder`, `s3://bucket/prefix` or `gs://bucket/prefix`.
 * @throws TypeError
 */
export function openBlobStore(url: string, options: BlobStoreOptions = {}): BlobStore {
  const protocol = protocolOf(url);
  if (protocol === 'file:') return new FileBlobStore(fileURLToPath(url), options.writer);
  const {
    s3Endpoint,
    gcsEmulator: emulator,
    scratchDir = join(tmpdir(), 'rowhouse'),
    cacheMb = 8192,
  } = options;
  const cache = new BlobCache({ folder: cacheFolder(scratchDir), maxBytes: cacheMb * 1024 ** 2 });
  if (protocol === 'gs:') return new GcsBlobStore(bucketPlace(url), cache, { emulator });
  return new S3BlobStore(openClient(s3Endpoint), bucketPlace(url), cache);
}

/** The folder of a writer's unfinished blobs; null for a store that keeps none on a disk of ours. */
export function unfinishedBlobs(url: string, writer: string): string | null {
  return protocolOf(url) === 'file:' ? incomingFolder(fileURLToPath(url), writer) : null;
}

function protocolOf(url: string): 'file:' | 's3:' | 'gs:' {
  const ways = 'use file:///absolute/folder, s3://bucket/prefix or gs://bucket/prefix';
  if (!URL.canParse(url)) throw new TypeError(`The URL of the blob store is not valid; ${ways}`);
  const { protocol } = new URL(url);
  if (protocol === 'file:' || protocol === 's3:' || protocol === 'gs:') return protocol;
  throw new TypeError(`There is no blob store for ${protocol}// URLs; ${ways}`);
}
