import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { smallDisk } from '@rowhouse/storage/conformance';
import { startApiUnderTest } from '../../test/api-under-test.js';

jest.setTimeout(60_000);

describe('an upload to a disk that is full', () => {
  it('is refused with what to do, leaves nothing, and the next one that fits is taken', async () => {
    const disk = await smallDisk();
    const api = await startApiUnderTest({}, { blobFolder: join(disk.folder, 'blobs') });
    const send = (size: number, path: string) =>
      fetch(`${api.url}/api/datasets/me/disk/upload?path=${path}`, {
        method: 'POST',
        body: randomBytes(size),
      });
    try {
      const refused = await send(5_000_000, 'big.bin');
      expect([refused.status, refused.headers.get('x-error-code')]).toEqual([507, 'StorageFull']);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await refused.json()).toMatchObject({
        error: expect.stringMatching(/disk of the server is full.*Delete datasets/),
      });
      expect(api.blobs()).toEqual([]);
      expect(await api.query('SELECT * FROM dataset')).toEqual([]);
      expect((await send(300_000, 'small.bin')).status).toBe(202);
      expect(api.blobs()).toHaveLength(1);
    } finally {
      await api.stop();
      await disk.free();
    }
  });
});
