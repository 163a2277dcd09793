import type { BlobStore } from '@rowhouse/storage';

/** Tells one attempt from all others. */
interface AttemptId {
  jobId: string;
  fence: string;
}

/** Where an attempt writes its blobs: a place of its own, so that one that was given up harms no other. */
export function attemptBlobPrefix({ jobId, fence }: AttemptId, datasetId: string): string {
  return `${jobBlobPrefix(datasetId, jobId)}${fence}/`;
}

/**
 * Deletes the blobs that earlier attempts of a job left when they died. Never those of later ones: a worker that was
 * held up may begin after its job has been done by another.
 */
export async function deleteEarlierBlobs(
  blobs: BlobStore,
  { jobId, fence }: AttemptId,
  datasetId: string,
): Promise<void> {
  const prefix = jobBlobPrefix(datasetId, jobId);
  const earlier = new Set<string>();
  for await (const { key } of blobs.list(prefix)) {
    const found = key.slice(prefix.length).split('/')[0] ?? '';
    if (BigInt(found) < BigInt(fence)) earlier.add(found);
  }
  for (const each of earlier) await blobs.deletePrefix(`${prefix}${each}/`);
}

function jobBlobPrefix(datasetId: string, jobId: string): string {
  return `datasets/${datasetId}/parquet/${jobId}/`;
}
