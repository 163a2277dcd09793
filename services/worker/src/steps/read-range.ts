import { buffer } from 'node:stream/consumers';
import type { BlobStore } from '@rowhouse/storage';

/** Reads parts of a blob, without a copy of the whole of it. */
export function readRange(
  blobs: BlobStore,
  key: string,
): (start: number, length: number) => Promise<Uint8Array> {
  return async (start, length) => {
    if (length <= 0) return new Uint8Array();
    return buffer(await blobs.read(key, { start, end: start + length - 1 }));
  };
}
