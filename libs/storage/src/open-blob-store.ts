import { fileURLToPath } from 'node:url';
import type { BlobStore } from './blob-store.js';
import { FileBlobStore } from './file/file-blob-store.js';

/** Opens the store that a URL names: `file:///absolute/folder`. */
export function openBlobStore(url: string): BlobStore {
  if (!URL.canParse(url))
    throw new TypeError('The URL of the blob store is not valid; use file:///absolute/folder');
  const { protocol } = new URL(url);
  if (protocol === 'file:') return new FileBlobStore(fileURLToPath(url));
  throw new TypeError(`There is no blob store for ${protocol}// URLs; use file:///absolute/folder`);
}
