import { closeSync, openSync, readSync } from 'node:fs';
import { errors } from '@rowhouse/contract';

const CHUNK_BYTES = 1 << 20;
const MAGIC = 'ARROW1';

/**
 * The bytes of an Arrow IPC file as a stream. The file format is the stream format between a
 * leading and a trailing mark, so one reader does for both.
 */
export class ArrowBytes {
  position = 0;
  private readonly descriptor: number;
  private closed = false;

  constructor(
    private readonly file: { path: string; name: string; size: number },
    /** Goes before the content of the file. */
    private readonly prefix?: Uint8Array,
  ) {
    this.descriptor = openSync(file.path, 'r');
    if (this.isFileFormat()) this.position = 8;
  }

  /** Whether it opens with the mark of the file format, as against a bare stream. */
  isFileFormat(): boolean {
    return this.textAt(0) === MAGIC;
  }

  private textAt(position: number): string {
    const buffer = Buffer.alloc(MAGIC.length);
    readSync(this.descriptor, buffer, 0, buffer.length, position);
    return buffer.toString('latin1');
  }

  /** @throws DatasetGenerationError when the trailing mark of the file format is missing */
  checkEnd(): void {
    if (!this.isFileFormat() || this.textAt(Math.max(0, this.file.size - MAGIC.length)) === MAGIC) return;
    throw errors.DatasetGenerationError({
      file: this.file.name,
      reason: 'its Arrow footer is missing, so the file is truncated',
      next: 'Write the file again and upload it.',
    });
  }

  *chunks(): Generator<Uint8Array> {
    if (this.prefix) yield this.prefix;
    for (;;) {
      if (this.closed) return;
      const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const read = readSync(this.descriptor, buffer, 0, CHUNK_BYTES, this.position);
      if (read === 0) return;
      this.position += read;
      yield buffer.subarray(0, read);
    }
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.descriptor);
  }
}
