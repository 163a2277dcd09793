import { bucketPlace } from './bucket/bucket-place.js';
import { FileBlobStore } from './file/file-blob-store.js';
import { openBlobStore, unfinishedBlobs } from './open-blob-store.js';
import { S3BlobStore } from './s3/s3-blob-store.js';

describe('openBlobStore', () => {
  it('opens folders', () => {
    expect(openBlobStore('file:///var/lib/rowhouse')).toBeInstanceOf(FileBlobStore);
  });

  it('opens buckets, which keep nothing unfinished on a disk', () => {
    expect(openBlobStore('s3://bucket/some/prefix')).toBeInstanceOf(S3BlobStore);
    expect(unfinishedBlobs('s3://bucket', 'me')).toBeNull();
    expect(bucketPlace('s3://bucket')).toEqual({ bucket: 'bucket', root: '' });
    expect(bucketPlace('s3://bucket/some/prefix/')).toEqual({ bucket: 'bucket', root: 'some/prefix/' });
    expect(() => bucketPlace('s3://bucket/../x')).toThrow(/blob key/);
    expect(() => bucketPlace('s3://B')).toThrow(/s3:\/\/bucket/);
  });

  it.each(['ftp://host/x', '/var/lib', ''])('refuses %j with the way out', (url) => {
    expect(() => openBlobStore(url)).toThrow(/file:\/\/\/absolute\/folder/);
  });
});
