/** Media of which any part can be read. */
export interface MediaBytes {
  /** Bytes. */
  size: number;
  read(start: number, length: number): Promise<Uint8Array>;
}

const PIECE_BYTES = 65_536;

/** Media as a `Blob` of which only what is looked at is read, piece by piece, up to a bound. */
export class RangedBlob {
  #piece: { start: number; bytes: Uint8Array } = { start: 0, bytes: new Uint8Array() };
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
      const length = Math.min(Math.max(end - start, PIECE_BYTES), this.media.size - start);
      this.#left -= length;
      if (this.#left < 0) throw new RangeError('more of the media was asked for than may be read');
      this.#piece = { start, bytes: await this.media.read(start, length) };
    }
    const { start: first, bytes } = this.#piece;
    return Uint8Array.from(bytes.subarray(start - first, end - first)).buffer;
  }
}
