const MAGIC = 0x184d2204;
const HIGH_BIT = 0x80000000;

/**
 * Unpacks an LZ4 frame (format: github.com/lz4/lz4, doc/lz4_Frame_format.md). Checksums are
 * skipped, not verified.
 */
export function decodeLz4Frame(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 7 || view.getUint32(0, true) !== MAGIC) throw new Error('not an LZ4 frame');
  const flags = view.getUint8(4);
  const blockChecksums = (flags & 0x10) !== 0;
  const contentSize = (flags & 0x08) !== 0 ? Number(view.getBigUint64(6, true)) : 0;
  let at = 7 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  const out = new Output(contentSize || frame.length * 3);
  for (;;) {
    const header = view.getUint32(at, true);
    at += 4;
    if (header === 0) return out.done();
    const length = header & ~HIGH_BIT;
    const block = frame.subarray(at, at + length);
    if (block.length < length) throw new Error('truncated LZ4 block');
    if (header >= HIGH_BIT) out.append(block);
    else decodeBlock(block, out);
    at += length + (blockChecksums ? 4 : 0);
  }
}

function decodeBlock(block: Uint8Array, out: Output): void {
  let at = 0;
  const lengthOf = (nibble: number): number => {
    let length = nibble;
    if (nibble === 15) {
      for (let more = 255; more === 255; ) {
        more = block[at++] as number;
        length += more;
      }
    }
    return length;
  };
  while (at < block.length) {
    const token = block[at++] as number;
    const literals = lengthOf(token >> 4);
    out.append(block.subarray(at, at + literals));
    at += literals;
    if (at >= block.length) return;
    const distance = (block[at] as number) | ((block[at + 1] as number) << 8);
    at += 2;
    out.repeat(distance, lengthOf(token & 15) + 4);
  }
}

/** Grows as needed; the frame need not tell its size. */
class Output {
  private length = 0;
  private bytes: Uint8Array;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(Math.max(64, capacity));
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  append(data: Uint8Array): void {
    this.reserve(data.length);
    this.bytes.set(data, this.length);
    this.length += data.length;
  }

  /** The source may overlap what is being written, so short distances go byte by byte. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.length) throw new Error('corrupt LZ4 block');
    this.reserve(count);
    const from = this.length - distance;
    if (distance >= count) this.bytes.copyWithin(this.length, from, from + count);
    else for (let i = 0; i < count; i++) this.bytes[this.length + i] = this.bytes[from + i] as number;
    this.length += count;
  }

  done(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
