/** A piece of what an attempt wrote, in its place among all of it. */
export interface OutputPiece {
  startByte: number;
  bytes: Buffer;
  /** Stored pieces that begin here, up to the other, are to give way. */
  cut: { from: number; to: number };
}

/**
 * Decides what is kept of an output without an end: its first bytes and its last ones, each at most `keepBytes`. Between
 * two takes it holds at most three times that in memory, whatever is put in.
 */
export class OutputWindow {
  /** Of the first bytes, what was not taken yet. */
  #head: Buffer[] = [];
  /** Of the last bytes, what was not taken yet. */
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #headTaken = 0;
  /** Of all that was put in. */
  #total = 0;
  /** Pieces of the last bytes that were taken and not cut yet. */
  #taken: { startByte: number; bytes: number }[] = [];

  constructor(private readonly keepBytes: number) {}

  get empty(): boolean {
    return this.#head.length === 0 && this.#tailBytes === 0;
  }

  /** True when the first bytes are all there: what comes now may have to give way to what comes later. */
  get overflows(): boolean {
    return this.#total > this.keepBytes;
  }

  put(chunk: Buffer): void {
    const room = Math.max(0, this.keepBytes - this.#total);
    this.#total += chunk.length;
    // Copies: a part of a chunk would keep all of it in memory.
    if (room > 0) this.#head.push(Buffer.from(chunk.subarray(0, room)));
    if (chunk.length <= room) return;
    this.#tail.push(Buffer.from(chunk.subarray(Math.max(room, chunk.length - this.keepBytes))));
    this.#tailBytes += this.#tail.at(-1)?.length ?? 0;
    if (this.#tailBytes > 2 * this.keepBytes) this.#forget();
  }

  /** The next piece to store, at most `keepBytes`; null when there is none. Call it until it gives none. */
  take(): OutputPiece | null {
    if (this.#head.length > 0) {
      const bytes = Buffer.concat(this.#head.splice(0));
      const startByte = this.#headTaken;
      this.#headTaken += bytes.length;
      return { startByte, bytes, cut: { from: 0, to: 0 } };
    }
    if (this.#tailBytes === 0) return null;
    this.#forget();
    const bytes = Buffer.concat(this.#tail.splice(0));
    const startByte = this.#total - bytes.length;
    this.#tailBytes = 0;
    return { startByte, bytes, cut: this.#cutFor(startByte, bytes.length) };
  }

  /** Leaves only the last bytes of what waits; from the beginning of a line, if there is one. */
  #forget(): void {
    if (this.#tailBytes <= this.keepBytes) return;
    const last = Buffer.concat(this.#tail).subarray(-this.keepBytes);
    const line = last.indexOf('\n') + 1;
    const kept = Buffer.from(line < last.length ? last.subarray(line) : last);
    this.#tail = [kept];
    this.#tailBytes = kept.length;
  }

  /** The new piece counts too: as many older ones go as are needed to make room. */
  #cutFor(startByte: number, bytes: number): OutputPiece['cut'] {
    this.#taken.push({ startByte, bytes });
    let kept = this.#taken.reduce((sum, piece) => sum + piece.bytes, 0);
    const from = this.#taken[0]?.startByte ?? startByte;
    while (kept > this.keepBytes && this.#taken.length > 1) kept -= this.#taken.shift()?.bytes ?? 0;
    return { from, to: this.#taken[0]?.startByte ?? startByte };
  }
}
