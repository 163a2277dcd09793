import { FileBlobStore } from './file/file-blob-store.js';
import { openBlobStore } from './open-blob-store.js';

describe('openBlobStore', () => {
  it('opens folders', () => {
    expect(openBlobStore('file:///var/lib/rowhouse')).toBeInstanceOf(FileBlobStore);
  });

  it.each(['ftp://host/x', '/var/lib', ''])('refuses %j with the way out', (url) => {
    expect(() => openBlobStore(url)).toThrow(/file:\/\/\/absolute\/folder/);
  });
});
