import { RecordBatchStreamWriter } from 'apache-arrow';

/** Writes an Arrow stream into memory, from where it is taken piece by piece. */
export class ArrowWriter extends RecordBatchStreamWriter {
  #pieces: Uint8Array[] = [];

  /** What was written since the last call. */
  take(): Uint8Array {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    // Only the file format needs to know where its batches are; a stream may have any number of them.
    this._recordBatchBlocks = [];
    return bytes;
  }

  protected override _write(chunk: unknown): this {
    if (this._started && ArrayBuffer.isView(chunk) && chunk.byteLength > 0) {
      this.#pieces.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      this._position += chunk.byteLength;
    }
    return this;
  }
}
