import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { waitFor } from '@rowhouse/testing';
import { type ApiUnderTest, startApiUnderTest } from '../test/api-under-test.js';

jest.setTimeout(60_000);

describe('an api that is told to stop', () => {
  /** Sends half an upload and resolves when the api has begun to store it. */
  async function halfAnUpload(api: ApiUnderTest) {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write(
      'POST /api/datasets/me/slow/upload?path=a.csv HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\na,b\n',
    );
    await waitFor(() => api.blobs().some((key) => key.startsWith('.incoming/')), {
      what: 'the upload to begin',
    });
    return socket;
  }

  it('takes no new connections and finishes what it has begun', async () => {
    const api = await startApiUnderTest();
    const upload = await halfAnUpload(api);
    const closing = api.close(30_000);
    await waitFor(
      () =>
        fetch(`${api.url}/healthcheck`).then(
          () => false,
          () => true,
        ),
      { what: 'the door to close' },
    );
    upload.write('1,2\n');
    const answer = await text(upload);
    expect(answer).toMatch(/^HTTP\/1\.1 202 /);
    expect(answer).toMatch(/connection: close/i);
    await closing;
    expect(await api.query('SELECT count(*)::int AS n FROM revision')).toEqual([{ n: 1 }]);
    await api.stop();
  });

  it('cuts off what does not end in time, and leaves nothing of it', async () => {
    const api = await startApiUnderTest();
    const upload = await halfAnUpload(api);
    const cut = text(upload).catch(() => '');
    await api.close(100);
    expect(await cut).not.toMatch(/ 202 /);
    expect(api.blobs()).toEqual([]);
    await api.stop();
  });
});
