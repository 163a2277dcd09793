import type { Readable } from 'node:stream';

export interface BlobInfo {
  key: string;
  /** Bytes. */
  size: number;
  modified: Date;
  /** Hex; where the store keeps it beside the blob. */
  sha256?: string;
}

/** What a write knows about the blob that it made. */
export interface WrittenBlob extends BlobInfo {
  sha256: string;
}

/** The first and the last byte, both included, counted from 0. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface WriteOptions {
  /** A source with more bytes is refused with `PayloadTooLarge`. */
  maxBytes?: number;
  /** Its abort ends the write with the signal's reason, even while the source is silent. */
  signal?: AbortSignal;
}

/**
 * Keeps immutable files by key: relative paths such as `datasets/42/files/7`, see `checkBlobKey`. A key is never at the
 * same time the folder of another. A blob appears whole or not at all, and a write that fails for any reason
 * leaves nothing behind. All methods may throw the retryable `StorageUnavailable`; writes `StorageFull`.
 */
export interface BlobStore {
  /** Replaces what was there. Errors of the source pass through unchanged. */
  write(key: string, source: AsyncIterable<Uint8Array>, options?: WriteOptions): Promise<WrittenBlob>;
  /** Moves a finished local file in, whole or not at all; the file is gone afterwards. */
  importFile(path: string, key: string): Promise<WrittenBlob>;
  /**
   * A range that reaches beyond the end is cut there; one that starts beyond it is refused with `InvalidRange`.
   * @throws BlobNotFound before the stream is given out
   */
  read(key: string, range?: ByteRange): Promise<Readable>;
  stat(key: string): Promise<BlobInfo | null>;
  /** A file of this machine with the blob's bytes, for readers that need one; it must not be changed. */
  localPath(key: string): Promise<string>;
  /** All blobs below a folder such as `datasets/42/`, in no particular order. An empty prefix lists all. */
  list(prefix: string): AsyncIterable<BlobInfo>;
  /** Harmless when there is no such blob. */
  delete(key: string): Promise<void>;
  /** Deletes all blobs below a folder such as `datasets/42/`, never all there are; resolves to their number. */
  deletePrefix(prefix: string): Promise<number>;
}
