import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type BlobStore, openBlobStore } from '@rowhouse/storage';
import { type TempDir, tempDir } from '@rowhouse/testing';
import { Dumps } from './dumps.js';

describe('Dumps', () => {
  let folder: TempDir;
  let blobs: BlobStore;
  let dumps: Dumps;

  beforeEach(async () => {
    folder = await tempDir();
    blobs = openBlobStore(`file://${join(folder.path, 'blobs')}`);
    dumps = new Dumps(blobs);
  });
  afterEach(() => folder.remove());

  async function store(name: string, keep: number) {
    const file = join(folder.path, name);
    await writeFile(file, `the content of ${name}`);
    return dumps.store(file, keep);
  }

  it('keeps the newest, and nothing but dumps counts', async () => {
    await blobs.write('datasets/1/x', Readable.from([Buffer.from('x')]));
    await store('rowhouse-20260101T030000Z.dump', 2);
    await store('rowhouse-20260103T030000Z.dump', 2);
    expect(await store('rowhouse-20260102T030000Z.dump', 2)).toEqual({
      stored: 'rowhouse-20260102T030000Z.dump',
      deleted: ['rowhouse-20260101T030000Z.dump'],
    });
    expect(await dumps.names()).toEqual(['rowhouse-20260102T030000Z.dump', 'rowhouse-20260103T030000Z.dump']);
    expect(await blobs.stat('datasets/1/x')).not.toBeNull();
  });

  it('gives one back whole, and leaves nothing of one that is not there', async () => {
    await store('rowhouse-1.dump', 1);
    const path = await dumps.fetch('rowhouse-1.dump', folder.path);
    expect(await readFile(path, 'utf8')).toBe('the content of rowhouse-1.dump');
    await expect(dumps.fetch('other.dump', folder.path)).rejects.toMatchObject({ code: 'BlobNotFound' });
    expect((await readdir(folder.path)).sort()).toEqual(['blobs', 'rowhouse-1.dump']);
  });
});
