export { checkBlobKey, InvalidBlobKey } from './blob-key.js';
export type { BlobInfo, BlobStore, ByteRange, WriteOptions, WrittenBlob } from './blob-store.js';
export { FileBlobStore } from './file/file-blob-store.js';
export { openBlobStore, unfinishedBlobs } from './open-blob-store.js';
