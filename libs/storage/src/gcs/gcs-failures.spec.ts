import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { errors } from '@rowhouse/contract';
import { BlobCache } from '../cache/blob-cache.js';
import { GcsBlobStore } from './gcs-blob-store.js';
import { gcsError, isPassing } from './gcs-error.js';
import { JsonApi } from './json-api.js';

const withCode = (code: string) => Object.assign(new Error(code), { code });

describe('failures of Google Cloud Storage', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** A store whose server answers like this. */
  async function storeOf(listener: RequestListener): Promise<GcsBlobStore> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const emulator = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const cache = new BlobCache({ folder: '/nonexistent', maxBytes: 1 });
    return new GcsBlobStore({ bucket: 'bucket', root: '' }, cache, { emulator });
  }

  it('are tried again when they pass, and not when the installation is wrong', async () => {
    let asked = 0;
    const refused = new JsonApi('http://127.0.0.1:1', async () => {
      asked++;
      throw errors.StorageRefused({ reason: 'no-credentials' });
    });
    await expect(refused.send({ path: '/' })).rejects.toMatchObject({ code: 'StorageRefused' });
    expect(asked).toBe(1);
    const codes = ['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_SOCKET', 'ERR_INVALID_URL', 'ENOENT'];
    expect(codes.filter((code) => isPassing(withCode(code)))).toEqual(codes.slice(0, 3));
    expect(isPassing(new TypeError('fetch failed', { cause: withCode('ECONNRESET') }))).toBe(true);
    expect(isPassing(errors.StorageUnavailable())).toBe(true);
    const wrong = withCode('ERR_INVALID_ARG_TYPE');
    expect(gcsError(wrong, 'key')).toBe(wrong);
  });

  it('of a body that breaks off is told as such', async () => {
    const store = await storeOf((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-length': '1000' });
      response.write('the beginning', () => setImmediate(() => response.destroy()));
    });
    await expect(store.read('a').then(buffer)).rejects.toMatchObject({ code: 'StorageUnavailable' });
  });

  it('of an upload that the store has lost is not a missing bucket', async () => {
    const store = await storeOf((request, response) => {
      request.resume();
      request.on('end', () => {
        if (request.method === 'POST') {
          response.setHeader('location', `http://${request.headers.host}/session`);
          response.end('{}');
        } else response.writeHead(404).end();
      });
    });
    const source = async function* () {
      for (let part = 0; part < 3; part++) yield Buffer.alloc(4 * 1024 * 1024);
    };
    await expect(store.write('a', source())).rejects.toMatchObject({ code: 'StorageUnavailable' });
  });
});
