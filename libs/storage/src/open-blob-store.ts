import { fileURLToPath } from 'node:url';
import type { BlobStore } from './blob-store.js';
import { FileBlobStore } from './file/file-blob-store.js';
import { incomingFolder } from './file/incoming.js';

/**
 * Opens the store that a URL names: `file:///absolute/folder`.
 * @param options `writer`: a name of this process alone, so that whoever sees it die can remove what it was writing
 */
export function openBlobStore(url: string, { writer }: { writer?: string } = {}): BlobStore {
  return new FileBlobStore(folderOf(url), writer);
}

/** The folder of a writer's unfinished blobs; null for a store that keeps none on a disk of ours. */
export function unfinishedBlobs(url: string, writer: string): string | null {
  return incomingFolder(folderOf(url), writer);
}

function folderOf(url: string): string {
  if (!URL.canParse(url))
    throw new TypeError('The URL of the blob store is not valid; use file:///absolute/folder');
  const { protocol } = new URL(url);
  if (protocol === 'file:') return fileURLToPath(url);
  throw new TypeError(`There is no blob store for ${protocol}// URLs; use file:///absolute/folder`);
}
