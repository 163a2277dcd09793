/** Media of which any part can be read. */
export interface MediaBytes {
  /** Bytes. */
  size: number;
  read(start: number, length: number): Promise<Uint8Array>;
}

const FIRST_PIECE_BYTES = 64 * 1024;
const LAST_PIECE_BYTES = 1024 * 1024;
/** Headers are smaller; what asks for more in one go is a picture or a text inside of a sound, or a length that is a lie. */
export const LARGEST_PIECE_BYTES = 4 * 1024 * 1024;

/**
 * Media as a `Blob` of which only what is looked at is read, in pieces that grow, up to a bound. Memory holds one piece.
 */
export class RangedBlob {
  #piece: { start: number; bytes: Uint8Array } = { start: 0, bytes: new Uint8Array() };
  #nextBytes = FIRST_PIECE_BYTES;
  #left: number;
  #failure: { error: unknown } | null = null;

  constructor(
    private readonly media: MediaBytes,
    maxBytes: number,
  ) {
    this.#left = maxBytes;
  }

  /** What kept the media from being read, whatever became of it in the reader; null when all reads succeeded. */
  get failure(): { error: unknown } | null {
    return this.#failure;
  }

  /** For readers that ask for nothing but its size and slices of it, and copy what they get. */
  asBlob(): Blob {
    const slice = (start: number, end: number) => ({ arrayBuffer: () => this.#bytes(start, end) });
    return { size: this.media.size, type: '', slice } as unknown as Blob;
  }

  /** A view of the piece that is held: `Uint8Array` takes one like a buffer. */
  async #bytes(start: number, end: number): Promise<Uint8Array> {
    if (end - start > LARGEST_PIECE_BYTES)
      throw new RangeError('more of the media was asked for at once than may be read');
    const held = this.#piece;
    if (start < held.start || end > held.start + held.bytes.length) {
      const length = Math.min(Math.max(end - start, this.#nextBytes), this.media.size - start);
      this.#left -= length;
      if (this.#left < 0) throw new RangeError('more of the media was asked for than may be read');
      this.#nextBytes = Math.min(2 * this.#nextBytes, LAST_PIECE_BYTES);
      this.#piece = { start, bytes: new Uint8Array() };
      this.#piece = { start, bytes: await this.#read(start, length) };
    }
    const { start: first, bytes } = this.#piece;
    return bytes.subarray(start - first, end - first);
  }

  async #read(start: number, length: number): Promise<Uint8Array> {
    try {
      return await this.media.read(start, length);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
