import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { startApiUnderTest } from '../../test/api-under-test.js';

jest.setTimeout(60_000);

describe('an upload to a disk that is full', () => {
  it('is refused with what to do, leaves nothing, and the next one that fits is taken', async () => {
    const disk = smallDisk();
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
      disk.free();
    }
  });
});

/** Takes 1 MiB: a tmpfs for root; others may write no larger file for a while, which the kernel refuses as well. */
function smallDisk(): { folder: string; free: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
    return {
      folder,
      free: () => {
        execFileSync('umount', ['-l', folder]);
        remove();
      },
    };
  } catch {
    const limit = (soft: string) => execFileSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${soft}:`]);
    limit('1048576');
    return {
      folder,
      free: () => {
        limit('unlimited');
        remove();
      },
    };
  }
}
