import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { freePort } from '@rowhouse/testing';
import { BlobCache } from '../cache/blob-cache.js';
import { cacheFolder } from '../cache/cache-folder.js';
import { blobStoreConformance } from '../conformance.js';
import { openBlobStore } from '../open-blob-store.js';
import { GcsBlobStore } from './gcs-blob-store.js';
import { type GcsServer, gcsServer } from './gcs-server-fixture.js';

const mib = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * Where `STORAGE_EMULATOR_HOST` names a server that has the bucket `rowhouse-test`, such as fsouza's fake-gcs-server, the
 * conformance suite runs on that one.
 */
const emulator = process.env.STORAGE_EMULATOR_HOST;

describe('GcsBlobStore', () => {
  const before = { ...process.env };
  let server: GcsServer;
  let scratchDir: string;

  beforeAll(async () => {
    server = await gcsServer();
    Object.assign(process.env, server.env);
    scratchDir = await mkdtemp(join(tmpdir(), 'gcs-scratch-'));
    // Loads what the first request needs, which takes seconds on a busy machine.
    expect(await open('x').stat('a')).toBeNull();
  }, 60_000);
  afterAll(async () => {
    process.env = before;
    await server.stop();
    await rm(scratchDir, { recursive: true, force: true });
  });

  const open = (prefix: string, bucket = server.bucket, endpoint = server.endpoint) => {
    const cache = new BlobCache({ folder: cacheFolder(scratchDir), maxBytes: 100 * mib });
    return new GcsBlobStore({ bucket, root: `${prefix}/` }, cache, { endpoint });
  };

  describe('on an emulator or the stand-in', () => {
    blobStoreConformance('GcsBlobStore', async () => {
      const place = `gs://rowhouse-test/conformance-${Date.now()}`;
      return emulator ? openBlobStore(place, { scratchDir, gcsEmulator: emulator }) : open('conformance');
    });
  });

  it('writes in parts what is larger than one, and leaves none of those that failed', async () => {
    const store = open('parts');
    const bytes = randomBytes(19 * mib);
    const chunks = async function* (until = bytes.length) {
      for (let at = 0; at < until; at += mib) yield bytes.subarray(at, at + mib);
      if (until < bytes.length) throw new Error('client left');
    };
    expect(await store.write('large', chunks())).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
    expect(sha256(await readFile(await store.localPath('large')))).toBe(sha256(bytes));
    await expect(store.write('broken', chunks(18 * mib))).rejects.toThrow('client left');
    await expect(store.write('limited', chunks(), { maxBytes: 18 * mib })).rejects.toMatchObject({
      code: 'PayloadTooLarge',
    });
    const found: string[] = [];
    for await (const { key } of store.list('')) found.push(key);
    expect(found).toEqual(['large']);
    expect(server.names().filter((name) => name.startsWith('parts/'))).toEqual(['parts/large']);
    expect(server.openUploads()).toBe(0);
  }, 60_000);

  it('keeps the hash beside small blobs and imported files', async () => {
    const store = open('hashes');
    const path = join(scratchDir, 'imported');
    const bytes = randomBytes(9 * mib);
    await writeFile(path, bytes);
    await store.importFile(path, 'imported');
    expect(await store.stat('imported')).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
    const { sha256: hash } = await store.write('small', Readable.from([Buffer.from('x')]));
    expect(await store.stat('small')).toMatchObject({ sha256: hash });
  }, 60_000);

  it('deletes more than one page of a folder', async () => {
    const store = open('many');
    const names = Array.from({ length: 1100 }, (_, index) => `folder/${index}`).values();
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (const key of names) await store.write(key, Readable.from([]));
      }),
    );
    expect(await store.deletePrefix('folder/')).toBe(1100);
    for await (const { key } of store.list('')) throw new Error(`${key} is left`);
  }, 60_000);

  it('ends one of two reads without harm to the other', async () => {
    const store = open('reads');
    const bytes = randomBytes(7 * mib);
    await store.write('blob', Readable.from([bytes]));
    const [left, kept] = [await store.read('blob'), await store.read('blob')];
    left.destroy();
    const came: Buffer[] = [];
    for await (const chunk of kept) came.push(chunk);
    expect(sha256(Buffer.concat(came))).toBe(sha256(bytes));
  }, 60_000);

  it('tries again what the store could not do at once, in the middle of an upload too', async () => {
    const store = open('retries');
    const bytes = randomBytes(17 * mib);
    await store.write('small', Readable.from([Buffer.from('x')]));
    server.failNext(1);
    expect(await store.stat('small')).toMatchObject({ size: 1 });
    const source = async function* () {
      for (let at = 0; at < bytes.length; at += mib) {
        if (at === 12 * mib) server.failNext(1);
        yield bytes.subarray(at, at + mib);
      }
    };
    await store.write('large', source());
    expect(sha256(await readFile(await store.localPath('large')))).toBe(sha256(bytes));
  }, 60_000);

  it('says what is wrong with the installation', async () => {
    const nothing = async function* () {};
    const missing = open('x', 'no-such-bucket');
    await expect(missing.write('a', nothing())).rejects.toMatchObject({
      code: 'StorageRefused',
      status: 503,
    });
    await expect(missing.write('a', nothing())).rejects.toThrow(/bucket that BLOB_URL names/);
    await expect(missing.read('a')).rejects.toThrow(/bucket that BLOB_URL names/);
    const elsewhere = open('x', server.bucket, `http://127.0.0.1:${await freePort()}`);
    await expect(elsewhere.stat('a')).rejects.toMatchObject({ code: 'StorageUnavailable' });
  }, 60_000);

  it('says that it has no credentials', async () => {
    process.env.METADATA_SERVER_DETECTION = 'none';
    process.env.HOME = scratchDir;
    try {
      await expect(open('x').write('a', Readable.from([]))).rejects.toThrow(/has no credentials/);
    } finally {
      process.env.HOME = before.HOME;
      Object.assign(process.env, server.env);
    }
  }, 60_000);

  it('takes a metadata server that does not answer for something that passes', async () => {
    process.env.GCE_METADATA_HOST = `127.0.0.1:${await freePort()}`;
    try {
      await expect(open('x').stat('a')).rejects.toMatchObject({ code: 'StorageUnavailable' });
    } finally {
      Object.assign(process.env, server.env);
    }
  }, 60_000);
});
