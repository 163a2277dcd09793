import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { errors } from '@rowhouse/contract';
import { onDisk } from './disk-error.js';

/** Writes all chunks to an open file and makes them durable; memory holds one chunk at a time. */
export async function writeChunks(
  file: FileHandle,
  source: AsyncIterable<Uint8Array>,
  { key, maxBytes = Number.POSITIVE_INFINITY }: { key: string; maxBytes?: number },
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of source) {
    size += chunk.byteLength;
    if (size > maxBytes) throw errors.PayloadTooLarge({ what: 'The file', limit: maxBytes, actual: size });
    const written = onDisk(key, () => writeWhole(file, chunk));
    hash.update(chunk); // while the kernel copies the same bytes
    await written;
  }
  await onDisk(key, () => file.sync());
  return { size, sha256: hash.digest('hex') };
}

/** A single write may take fewer bytes than offered, for one just before the disk is full. */
async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    const { bytesWritten } = await file.write(chunk, offset);
    offset += bytesWritten;
  }
}
