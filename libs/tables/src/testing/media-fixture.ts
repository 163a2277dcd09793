import type { MediaFile } from '../media/media-lookup.js';

/** The beginning of a PNG of this size, with nothing in it. */
export function pngOf(width: number, height: number): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([head, size, Buffer.from('0802000000', 'hex'), Buffer.alloc(12)]);
}

/** Silence of 8 bits at 8 kHz. */
export function wavOf(seconds: number): Buffer {
  const rate = 8000;
  const samples = Math.round(rate * seconds);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([head, Buffer.alloc(samples, 128)]);
}

/** A file of a dataset. */
export function mediaFile(path: string, bytes: Buffer, options: Partial<MediaFile> = {}): MediaFile {
  const kind = path.endsWith('.wav') ? 'Audio' : 'Image';
  const read = async (start: number, length: number) => bytes.subarray(start, start + length);
  return { path, kind, size: bytes.length, here: true, read, ...options };
}
