import { Readable } from 'node:stream';
import { openBlobStore } from '@rowhouse/storage';
import { type TempDir, tempDir } from '@rowhouse/testing';
import { attemptBlobPrefix, deleteEarlierBlobs } from './attempt-blobs.js';

describe('the blobs of attempts', () => {
  let folder: TempDir;
  beforeEach(async () => {
    folder = await tempDir();
  });
  afterEach(() => folder.remove());

  it('are deleted by later attempts only, however late an earlier one begins', async () => {
    const blobs = openBlobStore(`file://${folder.path}`);
    const attempt = (fence: string) => ({ jobId: 'job', fence });
    const fences = ['8', '9', '10', '11'];
    for (const fence of fences) {
      await blobs.write(
        `${attemptBlobPrefix(attempt(fence), 'd')}0000.parquet`,
        Readable.from([Buffer.of(1)]),
      );
    }
    const left = async () => {
      const found = await Promise.all(
        fences.map((fence) => blobs.stat(`${attemptBlobPrefix(attempt(fence), 'd')}0000.parquet`)),
      );
      return fences.filter((_, index) => found[index]);
    };
    await deleteEarlierBlobs(blobs, attempt('10'), 'd');
    expect(await left()).toEqual(['10', '11']);
    await deleteEarlierBlobs(blobs, attempt('3'), 'd');
    expect(await left()).toEqual(['10', '11']);
    await deleteEarlierBlobs(blobs, attempt('12'), 'other');
    expect(await left()).toEqual(['10', '11']);
  });
});
