import type { BlobStore } from '@rowhouse/storage';
import type { JobTask } from './protocol.js';

/**
 * Deletes what earlier attempts wrote, whose worker may have died in the middle. A later attempt is left alone:
 * then this one has lost its claim and does not know it yet.
 */
export async function deleteEarlierAttempts(
  blobs: BlobStore,
  { blobFolder, fence }: Pick<JobTask, 'blobFolder' | 'fence'>,
): Promise<void> {
  const fences = new Set<string>();
  for await (const { key } of blobs.list(blobFolder)) {
    fences.add(key.slice(blobFolder.length).split('/', 1)[0] as string);
  }
  for (const other of fences) {
    if (/^\d+$/.test(other) && BigInt(other) < BigInt(fence))
      await blobs.deletePrefix(`${blobFolder}${other}/`);
  }
}
