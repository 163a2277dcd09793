import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { blobStoreConformance } from '../conformance.js';
import { openBlobStore } from '../open-blob-store.js';
import { type S3Server, s3Server } from './s3-server-fixture.js';

const mib = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('S3BlobStore', () => {
  const before = { ...process.env };
  let server: S3Server;
  let scratchDir: string;

  beforeAll(async () => {
    server = await s3Server();
    Object.assign(process.env, server.env);
    scratchDir = await mkdtemp(join(tmpdir(), 's3-scratch-'));
  });
  afterAll(async () => {
    process.env = before;
    await server.stop();
    await rm(scratchDir, { recursive: true, force: true });
  });

  const open = (prefix: string, bucket = server.bucket) =>
    openBlobStore(`s3://${bucket}/${prefix}`, { s3Endpoint: server.endpoint, scratchDir });

  blobStoreConformance('S3BlobStore', async () => open('conformance'));

  it('writes in parts what is larger than one, and leaves none of those that failed', async () => {
    const store = open('parts');
    const bytes = randomBytes(19 * mib);
    const chunks = async function* (until = bytes.length) {
      for (let at = 0; at < until; at += mib) yield bytes.subarray(at, at + mib);
      if (until < bytes.length) throw new Error('client left');
    };
    const written = await store.write('large', chunks(), { maxBytes: 100 * mib });
    expect(written).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
    expect(sha256(await readFile(await store.localPath('large')))).toBe(sha256(bytes));

    await expect(store.write('broken', chunks(18 * mib), { maxBytes: 100 * mib })).rejects.toThrow(
      'client left',
    );
    await expect(store.write('limited', chunks(), { maxBytes: 18 * mib })).rejects.toMatchObject({
      code: 'PayloadTooLarge',
    });
    const found: string[] = [];
    for await (const { key } of store.list('')) found.push(key);
    expect(found).toEqual(['large']);
    expect(server.keys().filter((key) => key.startsWith('parts/'))).toEqual(['parts/large']);
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
  });

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

  it('deletes one by one where the store takes no batches', async () => {
    const other = await s3Server({ batches: false });
    try {
      const store = openBlobStore(`s3://${other.bucket}`, { s3Endpoint: other.endpoint, scratchDir });
      for (const key of ['a/1', 'a/2', 'b/3']) await store.write(key, Readable.from([]));
      expect(await store.deletePrefix('a/')).toBe(2);
      expect(other.keys()).toEqual(['b/3']);
    } finally {
      await other.stop();
    }
  });

  it('says what is wrong with the installation', async () => {
    const missing = open('x', 'no-such-bucket');
    const nothing = async function* () {};
    await expect(missing.write('a', nothing())).rejects.toMatchObject({
      code: 'StorageRefused',
      status: 503,
    });
    await expect(missing.write('a', nothing())).rejects.toThrow(/bucket that BLOB_URL names/);
    process.env.AWS_ACCESS_KEY_ID = 'unknown';
    try {
      await expect(open('x').write('a', nothing())).rejects.toThrow(/denies this server access/);
    } finally {
      Object.assign(process.env, server.env);
    }
    const elsewhere = openBlobStore(`s3://${server.bucket}`, {
      s3Endpoint: 'http://127.0.0.1:1',
      scratchDir,
    });
    await expect(elsewhere.stat('a')).rejects.toMatchObject({ code: 'StorageUnavailable' });
  });
});
