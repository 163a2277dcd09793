import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BlobInfo, BlobStore } from './blob-store.js';

export { type GcsServer, gcsServer } from './gcs/gcs-server-fixture.js';
export { type S3Server, s3Server } from './s3/s3-server-fixture.js';
export { type SmallDisk, smallDisk } from './small-disk-fixture.js';

/** What every blob store must do; `make` gives an empty one. */
export function blobStoreConformance(name: string, make: () => Promise<BlobStore>): void {
  describe(`${name} is a blob store`, () => {
    let store: BlobStore;
    let folder: string;

    beforeAll(async () => {
      store = await make();
      folder = await mkdtemp(join(tmpdir(), 'blob-conformance-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('gives back what was written, with its size and hash', async () => {
      const bytes = randomBytes(1_000_003);
      const written = await store.write('a/b/c.bin', chunksOf(bytes, 4099));
      expect(written).toMatchObject({ key: 'a/b/c.bin', size: bytes.length, sha256: sha256(bytes) });
      expect(sha256(await bytesOf(await store.read('a/b/c.bin')))).toBe(sha256(bytes));
      expect(await store.stat('a/b/c.bin')).toMatchObject({ key: 'a/b/c.bin', size: bytes.length });
    });

    it('keeps empty blobs', async () => {
      expect(await store.write('empty', chunksOf(Buffer.alloc(0)))).toMatchObject({ size: 0 });
      expect(await bytesOf(await store.read('empty'))).toHaveLength(0);
    });

    it('replaces a blob whole', async () => {
      await store.write('replaced', chunksOf(Buffer.from('a long first content')));
      await store.write('replaced', chunksOf(Buffer.from('second')));
      expect(`${await bytesOf(await store.read('replaced'))}`).toBe('second');
    });

    it('reads ranges, both ends included, cut at the end of the blob', async () => {
      await store.write('digits', chunksOf(Buffer.from('0123456789')));
      const text = async (start: number, end: number) =>
        `${await bytesOf(await store.read('digits', { start, end }))}`;
      expect(await text(0, 0)).toBe('0');
      expect(await text(3, 5)).toBe('345');
      expect(await text(8, 99)).toBe('89');
      await expect(store.read('digits', { start: 10, end: 12 })).rejects.toMatchObject({
        code: 'InvalidRange',
        status: 416,
        details: { actual: 10 },
      });
    });

    it('says that a blob is missing', async () => {
      await expect(store.read('no/such')).rejects.toMatchObject({ code: 'BlobNotFound' });
      await expect(store.localPath('no/such')).rejects.toMatchObject({ code: 'BlobNotFound' });
      expect(await store.stat('no/such')).toBeNull();
      await store.delete('no/such');
      expect(await store.deletePrefix('no/')).toBe(0);
    });

    it('refuses keys that could leave the store', async () => {
      for (const key of ['../x', '/etc/passwd', 'a/../../x', '.incoming/x', '']) {
        await expect(store.write(key, chunksOf(Buffer.from('x')))).rejects.toMatchObject({
          name: 'InvalidBlobKey',
        });
        await expect(store.read(key)).rejects.toMatchObject({ name: 'InvalidBlobKey' });
      }
      await expect(store.deletePrefix('')).rejects.toMatchObject({ name: 'InvalidBlobKey' });
    });

    it('stops at the limit and leaves nothing behind', async () => {
      await expect(
        store.write('limited/x', chunksOf(Buffer.alloc(1000), 100), { maxBytes: 950 }),
      ).rejects.toMatchObject({ code: 'PayloadTooLarge', details: { limit: 950, actual: 1000 } });
      expect(await keys(store, 'limited/')).toEqual([]);
      await store.write('limited/x', chunksOf(Buffer.alloc(1000), 100), { maxBytes: 1000 });
      expect(await keys(store, 'limited/')).toEqual(['limited/x']);
    });

    it('passes the failure of a source on and leaves nothing behind, nor harms what was there', async () => {
      await store.write('fails/old', chunksOf(Buffer.from('old')));
      const failure = new Error('source broke');
      for (const key of ['fails/old', 'fails/new']) {
        await expect(store.write(key, failing(failure))).rejects.toBe(failure);
      }
      expect(await keys(store, 'fails/')).toEqual(['fails/old']);
      expect(`${await bytesOf(await store.read('fails/old'))}`).toBe('old');
    });

    it('ends a write whose signal aborts while the source is silent', async () => {
      const controller = new AbortController();
      const source = new Readable({ read() {} });
      source.push('some bytes');
      const writing = store.write('aborted/x', source, { signal: controller.signal });
      const reason = new Error('client left');
      setImmediate(() => controller.abort(reason));
      await expect(writing).rejects.toBe(reason);
      expect(await keys(store, 'aborted/')).toEqual([]);
      await expect(
        store.write('aborted/x', chunksOf(Buffer.from('x')), { signal: controller.signal }),
      ).rejects.toBe(reason);
    });

    it('lets readers and concurrent writers see whole blobs only', async () => {
      const contents = ['a', 'b', 'c', 'd'].map((letter) => Buffer.from(letter.repeat(200_000)));
      await store.write('contended', chunksOf(contents[0] as Buffer));
      const whole = new Set(contents.map(sha256));
      const writes = contents.map((content) => store.write('contended', chunksOf(content, 10_000)));
      for (let read = 0; read < 20; read++) {
        expect(whole).toContain(sha256(await bytesOf(await store.read('contended'))));
      }
      await Promise.all(writes);
      expect(whole).toContain(sha256(await bytesOf(await store.read('contended'))));
    });

    it('lists and deletes by folder, not by a common beginning of names', async () => {
      for (const key of ['list/1/a', 'list/1/deep/b', 'list/10/c']) {
        await store.write(key, chunksOf(Buffer.from(key)));
      }
      expect(await keys(store, 'list/1/')).toEqual(['list/1/a', 'list/1/deep/b']);
      expect(await keys(store, '')).toEqual(expect.arrayContaining(['list/10/c', 'list/1/deep/b']));
      expect(await store.deletePrefix('list/1/')).toBe(2);
      expect(await keys(store, 'list/')).toEqual(['list/10/c']);
      await store.delete('list/10/c');
      expect(await keys(store, 'list/')).toEqual([]);
    });

    it('gives a local file with the bytes of a blob', async () => {
      await store.write('local', chunksOf(Buffer.from('bytes')));
      expect(await readFile(await store.localPath('local'), 'utf8')).toBe('bytes');
    });

    it('moves a finished local file in', async () => {
      const path = join(folder, randomUUID());
      const bytes = randomBytes(300_000);
      await writeFile(path, bytes);
      expect(await store.importFile(path, 'imported/x')).toMatchObject({
        size: bytes.length,
        sha256: sha256(bytes),
      });
      expect(existsSync(path)).toBe(false);
      expect(sha256(await bytesOf(await store.read('imported/x')))).toBe(sha256(bytes));
    });

    it('does not confuse writes and deletions of neighbours', async () => {
      await Promise.all(
        Array.from({ length: 30 }, async (_, index) => {
          const key = `neighbours/${index % 3}/${index}`;
          await store.write(key, chunksOf(Buffer.from(key)));
          if (index % 2 === 0) await store.delete(key);
        }),
      );
      expect(await keys(store, 'neighbours/')).toHaveLength(15);
    });
  });
}

async function* chunksOf(bytes: Buffer, size = bytes.length || 1): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}

async function* failing(error: Error): AsyncGenerator<Uint8Array> {
  yield Buffer.from('some bytes');
  throw error;
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function keys(store: BlobStore, prefix: string): Promise<string[]> {
  const found: BlobInfo[] = [];
  for await (const blob of store.list(prefix)) found.push(blob);
  return found.map(({ key }) => key).sort();
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
