export { checkBlobKey, InvalidBlobKey } from './blob-key.js';
export type { BlobInfo, BlobStore, ByteRange, WriteOptions, WrittenBlob } from './blob-store.js';
export { FileBlobStore } from './file/file-blob-store.js';
export { type BlobStoreOptions, openBlobStore, unfinishedBlobs } from './open-blob-store.js';
export { S3BlobStore } from './s3/s3-blob-store.js';
