import { randomUUID } from 'node:crypto';
import { errors, RowhouseError } from '@rowhouse/contract';
import type { CommitFile, Datasets } from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import type { Logger } from '@rowhouse/telemetry';
import { blobFolder } from '../datasets/blob-folder.js';
import type { IncomingFile } from './incoming-file.js';
import { UploadTarget } from './upload-target.js';

export interface UploadRequest {
  namespace: string;
  name: string;
  replace: boolean;
  message?: string;
  /** Default: the namespace. */
  author?: string;
}

/** Stores the files of an upload and commits them as one revision; when that fails, nothing of it stays. */
export class Uploads {
  constructor(
    private readonly parts: {
      datasets: Datasets;
      blobs: BlobStore;
      log: Logger;
      /** Of one upload, all files together. */
      maxBytes: number;
    },
  ) {}

  /** @throws NoFilesUploaded, EmptyFile, PayloadTooLarge, StorageFull, and what the files throw */
  async receive(request: UploadRequest, files: AsyncIterable<IncomingFile>) {
    const { datasets } = this.parts;
    const target = await UploadTarget.open(datasets, request.namespace, request.name);
    const stored: CommitFile[] = [];
    try {
      await this.#store(target.datasetId, files, stored);
      const { replace, message, author } = request;
      const { revision, token } = await datasets.commit(request.namespace, request.name, {
        datasetId: target.datasetId,
        files: stored,
        replace,
        message,
        author,
      });
      return { revision, token, files: stored };
    } catch (error) {
      await this.#undo(target, stored, error);
      throw error;
    }
  }

  async #store(datasetId: string, files: AsyncIterable<IncomingFile>, stored: CommitFile[]): Promise<void> {
    const paths = new Set<string>();
    let total = 0;
    for await (const { path, bytes } of files) {
      if (paths.has(path))
        throw errors.InvalidFilePath({ path, reason: 'the upload holds two files of this name' });
      paths.add(path);
      const blobKey = `${blobFolder(datasetId)}files/${randomUUID()}`;
      const { size, sha256 } = await this.#write(blobKey, bytes, total);
      stored.push({ path, blobKey, size, sha256 });
      if (size === 0) throw errors.EmptyFile({ path });
      total += size;
    }
    if (stored.length === 0) throw errors.NoFilesUploaded();
  }

  /** `before` is the size of the files that came earlier: the limit is one for all. */
  async #write(key: string, bytes: AsyncIterable<Uint8Array>, before: number) {
    const { blobs, maxBytes } = this.parts;
    try {
      return await blobs.write(key, bytes, { maxBytes: maxBytes - before });
    } catch (error) {
      if (!(error instanceof RowhouseError) || error.code !== 'PayloadTooLarge') throw error;
      throw errors.PayloadTooLarge({
        what: 'The upload',
        limit: maxBytes,
        actual: before + Number(error.details.actual),
      });
    }
  }

  async #undo(target: UploadTarget, stored: readonly CommitFile[], reason: unknown): Promise<void> {
    const { blobs, log } = this.parts;
    // A connection lost during the commit leaves open whether it happened: better an orphan than a missing file.
    if (reason instanceof RowhouseError && reason.code === 'DatabaseUnavailable') {
      log.warn(
        { blobKeys: stored.map(({ blobKey }) => blobKey) },
        'kept the files of an upload of unknown outcome',
      );
      return;
    }
    try {
      await Promise.all(stored.map(({ blobKey }) => blobs.delete(blobKey)));
      await target.abandon();
    } catch (err) {
      // The client has to hear of the first failure, not of this one.
      log.error({ err, datasetId: target.datasetId }, 'could not remove what a failed upload left');
    }
  }
}
