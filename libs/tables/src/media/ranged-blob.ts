/** Media of which any part can be read. */
export interface MediaBytes {
  /** Bytes. */
  size: number;
  read(start: number, length: number): Promise<Uint8Array>;
}

const FIRST_PIECE_BYTES = 64 * 1024;
const LAST_PIECE_BYTES = 1024 * 1024;

/** Media as a `Blob` of which only what is looked at is read, in pieces that grow, up to a bound. */
export class RangedBlob {
  #piece: { start: number; bytes: Uint8Array } = { start: 0, bytes: new Uint8Array() };
  #nextBytes = FIRST_PIECE_BYTES;
  #left: number;

  constructor(
    private readonly media: MediaBytes,
    maxBytes: number,
  ) {
    this.#left = maxBytes;
  }

  /** For readers that ask for nothing but its size and slices of it. */
  asBlob(): Blob {
    const slice = (start: number, end: number) => ({ arrayBuffer: () => this.#bytes(start, end) });
    return { size: this.media.size, type: '', slice } as unknown as Blob;
  }

  async #bytes(start: number, end: number): Promise<ArrayBuffer> {
    const held = this.#piece;
    if (start < held.start || end > held.start + held.bytes.length) {
      const length = Math.min(Math.max(end - start, this.#nextBytes), this.media.size - start);
      this.#left -= length;
      if (this.#left < 0) throw new RangeError('more of the media was asked for than may be read');
      this.#nextBytes = Math.min(2 * this.#nextBytes, LAST_PIECE_BYTES);
      this.#piece = { start, bytes: await this.media.read(start, length) };
    }
    const { start: first, bytes } = this.#piece;
    return Uint8Array.from(bytes.subarray(start - first, end - first)).buffer;
  }
}
