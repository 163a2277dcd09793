import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { blobStoreConformance } from '../conformance.js';
import { openBlobStore, unfinishedBlobs } from '../open-blob-store.js';
import { smallDisk } from '../small-disk-fixture.js';
import { FileBlobStore } from './file-blob-store.js';

const folders: string[] = [];

async function emptyFolder(parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'file-blob-store-'));
  folders.push(folder);
  return folder;
}

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

blobStoreConformance('FileBlobStore', async () => new FileBlobStore(await emptyFolder()));

describe('FileBlobStore', () => {
  it('leaves no unfinished file behind, whatever ends a write', async () => {
    const root = await emptyFolder();
    const store = new FileBlobStore(root);
    await expect(store.write('x', zeros(10), { maxBytes: 1 })).rejects.toMatchObject({
      code: 'PayloadTooLarge',
    });
    await store.write('y', zeros(1));
    expect(readdirSync(join(root, '.incoming'))).toEqual([]);
    expect(readdirSync(root).sort()).toEqual(['.incoming', 'y']);
  });

  it('sweeps unfinished files of dead processes, not those of living ones', async () => {
    const root = await emptyFolder();
    const incoming = join(root, '.incoming');
    await mkdir(incoming);
    for (const name of ['old', 'young']) await writeFile(join(incoming, name), name);
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(join(incoming, 'old'), yesterday, yesterday);
    await new FileBlobStore(root).write('x', zeros(1));
    expect(readdirSync(incoming)).toEqual(['young']);
  });

  it('keeps what a named writer has not finished in a folder of its own', async () => {
    const root = await emptyFolder();
    const url = pathToFileURL(root).href;
    const folder = unfinishedBlobs(url, 'one') as string;
    const written = Promise.withResolvers<void>();
    const source = async function* () {
      yield* zeros(1);
      await written.promise;
    };
    const writing = openBlobStore(url, { writer: 'one' }).write('x', source());
    while (!existsSync(folder) || readdirSync(folder).length === 0) await sleep(5);
    expect(readdirSync(join(root, '.incoming'))).toEqual(['one']);
    // As old as it looks, with a young file inside it lives.
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(folder, yesterday, yesterday);
    await new FileBlobStore(root, 'two').write('y', zeros(1));
    expect(readdirSync(folder)).toHaveLength(1);
    written.resolve();
    await writing;
    expect(readdirSync(folder)).toEqual([]);
    await rm(folder, { recursive: true });
    expect(await openBlobStore(url, { writer: 'one' }).write('z', zeros(1))).toMatchObject({ key: 'z' });
  });

  it('removes folders that became empty', async () => {
    const root = await emptyFolder();
    const store = new FileBlobStore(root);
    await store.write('a/b/c', zeros(1));
    await store.write('a/d', zeros(1));
    await store.delete('a/b/c');
    expect(readdirSync(join(root, 'a'))).toEqual(['d']);
    await store.deletePrefix('a/');
    expect(existsSync(join(root, 'a'))).toBe(false);
  });

  it('does not take a folder for a blob', async () => {
    const store = new FileBlobStore(await emptyFolder());
    await store.write('a/b', zeros(1));
    expect(await store.stat('a')).toBeNull();
    await expect(store.read('a')).rejects.toMatchObject({ code: 'BlobNotFound' });
    await store.delete('a');
    expect(await store.stat('a/b')).not.toBeNull();
    await expect(store.write('a/b/c', zeros(1))).rejects.toMatchObject({ code: 'StorageUnavailable' });
  });

  it('closes its files', async () => {
    const store = new FileBlobStore(await emptyFolder());
    await store.write('x', zeros(1000));
    const before = readdirSync('/proc/self/fd').length;
    for (let round = 0; round < 20; round++) {
      (await store.read('x')).destroy();
      await expect(store.read('x', { start: 5000, end: 6000 })).rejects.toThrow();
      await expect(store.write('x', zeros(10), { maxBytes: 1 })).rejects.toThrow();
    }
    for (const end = Date.now() + 5000; readdirSync('/proc/self/fd').length > before; ) {
      if (Date.now() > end) throw new Error('files stay open');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });

  it('moves a file in from another device by copying', async () => {
    const root = await emptyFolder();
    const path = join(await emptyFolder('/dev/shm'), 'source');
    await writeFile(path, 'bytes');
    expect((await stat(path)).dev).not.toBe((await stat(root)).dev);
    const store = new FileBlobStore(root);
    expect(await store.importFile(path, 'moved')).toMatchObject({ size: 5 });
    expect(existsSync(path)).toBe(false);
    expect((await store.stat('moved'))?.size).toBe(5);
  });

  it('ends a write on a full disk with StorageFull, frees the space and takes what still fits', async () => {
    const disk = await smallDisk();
    try {
      const root = join(disk.folder, 'blobs');
      const store = new FileBlobStore(root);
      await store.write('kept', zeros(100_000));
      await expect(store.write('big/one', zeros(3_000_000))).rejects.toMatchObject({
        code: 'StorageFull',
        status: 507,
        retryable: true,
      });
      expect(readdirSync(root).sort()).toEqual(['.incoming', 'kept']);
      expect(readdirSync(join(root, '.incoming'))).toEqual([]);
      await store.write('fits', zeros(500_000));
      expect((await stat(join(root, 'fits'))).size).toBe(500_000);
    } finally {
      await disk.free();
    }
  });
});

async function* zeros(count: number): AsyncGenerator<Uint8Array> {
  for (let left = count; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536));
}
