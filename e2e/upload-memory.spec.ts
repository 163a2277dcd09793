import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { jest } from '@jest/globals';
import { authMigrations } from '@rowhouse/auth';
import { migrate } from '@rowhouse/database';
import { datasetsMigrations } from '@rowhouse/datasets';
import { jobsMigrations } from '@rowhouse/jobs';
import { messagingMigrations } from '@rowhouse/messaging';
import {
  type FreshDatabase,
  freePort,
  freshDatabase,
  type TempDir,
  tempDir,
  waitFor,
} from '@rowhouse/testing';
import { Service, serviceCommand } from './house/service.js';

jest.setTimeout(300_000);

const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;

describe('an upload of 1 GiB under a heap of 256 MiB', () => {
  let database: FreshDatabase;
  let folder: TempDir;
  let api: Service;
  let url: string;

  beforeAll(async () => {
    database = await freshDatabase();
    folder = await tempDir();
    await migrate(database.url, [messagingMigrations, jobsMigrations, datasetsMigrations, authMigrations]);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const env = {
      DATABASE_URL: database.url,
      BLOB_URL: `file://${join(folder.path, 'blobs')}`,
      SCRATCH_DIR: join(folder.path, 'scratch'),
      PORT: String(port),
      AUTH_MODE: 'none',
    };
    api = new Service(
      'api',
      serviceCommand('api', ['--max-old-space-size=256']),
      env,
      join(folder.path, 'api.log'),
    );
    api.start();
    await waitFor(async () => (await fetch(`${url}/healthcheck`)).ok, {
      what: 'the api',
      deadlineMs: 150_000,
    });
  });

  afterAll(async () => {
    await api?.stop();
    await database?.drop();
    await folder?.remove();
  });

  it.each<[kind: string, type: string, frame: [string, string]]>([
    ['raw body', 'text/csv', ['', '']],
    [
      'form',
      'multipart/form-data; boundary=b',
      ['--b\r\nContent-Disposition: form-data; name="file"; filename="form.csv"\r\n\r\n', '\r\n--b--\r\n'],
    ],
  ])('as a %s keeps the memory of the api flat', async (kind, type, frame) => {
    await send(200 * mebibyte, type, frame, 'me/warm-up');
    const before = residentBytes(api.pid);
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, residentBytes(api.pid));
    }, 100);
    const { status, body, sha256, size } = await send(gibibyte, type, frame, 'me/big');
    clearInterval(watch);
    expect([status, body]).toEqual([202, expect.objectContaining({ dataset: 'me/big' })]);
    expect(body.files).toEqual([{ path: kind === 'form' ? 'form.csv' : 'raw.csv', size, sha256 }]);
    expect(size).toBeGreaterThanOrEqual(gibibyte);
    // A buffered body would add a gibibyte; what is seen is a few chunks and V8's leisure in collecting them.
    expect((peak - before) / mebibyte).toBeLessThan(200);
  });

  /** Sends generated CSV as one request; resolves with the answer and what was sent. */
  async function send(bytes: number, type: string, [head, tail]: [string, string], dataset: string) {
    const hash = createHash('sha256');
    let size = 0;
    async function* body() {
      yield head;
      while (size < bytes) {
        hash.update(block);
        size += block.length;
        yield block;
      }
      yield tail;
    }
    const post = request(`${url}/api/datasets/${dataset}/upload?path=raw.csv`, {
      method: 'POST',
      headers: { 'content-type': type },
    });
    const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
      post.on('error', reject).on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text })).on('error', reject);
      });
    });
    await pipeline(Readable.from(body(), { objectMode: false }), post);
    const { status, text } = await answer;
    return { status, body: JSON.parse(text), sha256: hash.digest('hex'), size };
  }
});

/** About a mebibyte of CSV. */
const block = Buffer.from(
  Array.from({ length: 27_000 }, (_, row) => `${row},${row * 7},some text of row ${row}\n`)
    .join('')
    .slice(0, mebibyte - 1)
    .concat('\n'),
);

/** What the process occupies of the machine's memory; pages of files it has mapped are not counted. */
function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
