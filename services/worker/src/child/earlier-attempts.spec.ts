import { Readable } from 'node:stream';
import { openBlobStore } from '@rowhouse/storage';
import { type TempDir, tempDir } from '@rowhouse/testing';
import { deleteEarlierAttempts } from './earlier-attempts.js';
import { blobPrefixOf } from './protocol.js';

describe('the blobs of attempts', () => {
  let folder: TempDir;
  beforeEach(async () => {
    folder = await tempDir();
  });
  afterEach(() => folder.remove());

  it('are deleted by later attempts only, however late an earlier one begins', async () => {
    const blobs = openBlobStore(`file://${folder.path}`);
    const attempt = (fence: string, blobFolder = 'jobs/job/') => ({ blobFolder, fence });
    const keyOf = (fence: string) => `${blobPrefixOf(attempt(fence))}0000.parquet`;
    const fences = ['8', '9', '10', '11'];
    for (const fence of fences) await blobs.write(keyOf(fence), Readable.from([Buffer.of(1)]));
    const left = async () => {
      const found = await Promise.all(fences.map((fence) => blobs.stat(keyOf(fence))));
      return fences.filter((_, index) => found[index]);
    };
    await deleteEarlierAttempts(blobs, attempt('10'));
    expect(await left()).toEqual(['10', '11']);
    await deleteEarlierAttempts(blobs, attempt('3'));
    expect(await left()).toEqual(['10', '11']);
    await deleteEarlierAttempts(blobs, attempt('12', 'jobs/other/'));
    expect(await left()).toEqual(['10', '11']);
  });
});
