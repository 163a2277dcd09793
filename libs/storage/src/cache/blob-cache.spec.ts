import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { BlobCache } from './blob-cache.js';
import { cacheFolder } from './cache-folder.js';

describe('BlobCache', () => {
  let scratch: string;
  let folder: string;
  let now: number;
  let reads: string[];

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'blob-cache-'));
    folder = cacheFolder(scratch);
    now = 0;
    reads = [];
  });
  afterEach(() => rm(scratch, { recursive: true, force: true }));

  const make = () => new BlobCache({ folder, maxBytes: 100, holdMs: 10, now: () => now });
  const get = (cache: BlobCache, key: string, size: number, sent = size, version = '1') =>
    cache.path({ key, size, modified: new Date(0) }, version, async () => {
      reads.push(key);
      return Readable.from([Buffer.alloc(sent, key)]);
    });

  it('fetches a blob once for all who ask, and again when it has another content', async () => {
    const cache = make();
    const paths = await Promise.all([get(cache, 'a', 10), get(cache, 'a', 10), get(cache, 'a', 10)]);
    expect(new Set(paths).size).toBe(1);
    expect(await readFile(await get(cache, 'a', 10), 'utf8')).toBe('a'.repeat(10));
    expect(await get(cache, 'a', 10, 10, '2')).not.toBe(paths[0]);
    expect(reads).toEqual(['a', 'a']);
  });

  it('drops what nobody asked for longest, and never what is in use', async () => {
    const cache = make();
    const a = await get(cache, 'a', 40);
    now = 5;
    const b = await get(cache, 'b', 40);
    await expect(get(cache, 'c', 40)).rejects.toMatchObject({ code: 'StorageFull' });
    now = 12;
    await get(cache, 'a', 40);
    now = 16;
    await get(cache, 'c', 40);
    expect([a, b].map(existsSync)).toEqual([true, existsSync(b)]);
    await get(cache, 'a', 40);
    expect(reads).toEqual(['a', 'b', 'c']);
    await get(cache, 'b', 5);
    expect(reads).toEqual(['a', 'b', 'c', 'b']);
  });

  it('keeps nothing of a blob that did not come whole', async () => {
    const cache = make();
    await expect(get(cache, 'a', 90, 80)).rejects.toMatchObject({ code: 'StorageUnavailable' });
    expect(await readdir(folder)).toEqual([]);
    expect(await readFile(await get(cache, 'a', 90))).toHaveLength(90);
  });

  it('fetches again what somebody removed', async () => {
    const cache = make();
    await rm(await get(cache, 'a', 10));
    expect(await readFile(await get(cache, 'a', 10))).toHaveLength(10);
    await rm(folder, { recursive: true });
    expect(await readFile(await get(cache, 'a', 10))).toHaveLength(10);
  });

  it('removes the folders of processes that have ended, not those of others', async () => {
    // Process numbers end at 2^22.
    const [ended, living] = [`${hostname()}_99999999_x`, `elsewhere_1_x`];
    for (const name of [ended, living]) await mkdir(join(scratch, 'blob-cache', name), { recursive: true });
    await get(make(), 'a', 1);
    const left = await readdir(join(scratch, 'blob-cache'));
    expect(left).toHaveLength(2);
    expect(left).toContain(living);
  });
});
