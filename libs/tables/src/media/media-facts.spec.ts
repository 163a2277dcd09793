import { pngOf, wavOf } from '../testing/media-fixture.js';
import { durationOf, factsOf } from './media-facts.js';

/** A source that counts how much of it is read. */
function counted(bytes: Buffer, size = bytes.length) {
  const counter = { read: 0 };
  const read = async (start: number, length: number) => {
    counter.read += length;
    const part = bytes.subarray(start, start + length);
    return Buffer.concat([part, Buffer.alloc(Math.max(0, Math.min(length, size - start) - part.length))]);
  };
  return { counter, size, read };
}

/** Frames of MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes each. */
function mp3Of(frames: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xfffb9000, 0);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

/** A FLAC file's first block, as if samples followed. */
function flacOf(samples: number, rate: number): Buffer {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(4096, 0);
  info.writeUInt16BE(4096, 2);
  // 20 bits of rate, 3 of channels, 5 of bits per sample, 36 of samples.
  info.writeBigUInt64BE((BigInt(rate) << 44n) | (15n << 36n) | BigInt(samples), 10);
  return Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x80, 0, 0, 34]), info, Buffer.alloc(100)]);
}

function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4);
  return Buffer.concat([head, body]);
}

/** A film whose header comes last, as cameras write it. */
function mp4Of(seconds: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32BE(1000, 12);
  header.writeUInt32BE(seconds * 1000, 16);
  const handler = Buffer.alloc(25);
  handler.write('vide', 8);
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\x02\0isommp41')),
    box('mdat', Buffer.alloc(dataBytes)),
    box(
      'moov',
      box('trak', box('tkhd', Buffer.alloc(84)), box('mdia', box('mdhd', header), box('hdlr', handler))),
    ),
  ]);
}

describe('factsOf', () => {
  it('gives the pixels of pictures, wherever their head ends', async () => {
    expect(await factsOf('Image', counted(pngOf(640, 480)))).toMatchObject({ width: 640, height: 480 });
    const jpeg = (fillers: number) => {
      const filler = Buffer.concat([Buffer.from('ffe2ffff', 'hex'), Buffer.alloc(65_533)]);
      const frame = Buffer.from('ffc0001108001e00280301220002110103110100', 'hex');
      return Buffer.concat([
        Buffer.from(`ffd8ffe00010${'00'.repeat(14)}`, 'hex'),
        ...Array.from({ length: fillers }, () => filler),
        frame,
        Buffer.alloc(100),
      ]);
    };
    for (const fillers of [0, 3])
      expect(await factsOf('Image', counted(jpeg(fillers)))).toMatchObject({ width: 40, height: 30 });
    expect(await factsOf('Image', counted(Buffer.from('broken')))).toMatchObject({ width: null, size: 6 });
  });

  it.each([
    ['WAV', wavOf(1.5), 1.5],
    ['MP3', mp3Of(100), 2.612],
    ['FLAC', flacOf(88_200, 44_100), 2],
    ['MP4', mp4Of(7, 3_000_000), 7],
  ])('gives the seconds of %s and reads little', async (_name, bytes, seconds) => {
    const source = counted(bytes);
    const { duration } = await factsOf('Audio', source);
    expect(duration).toBeCloseTo(seconds, 2);
    expect(source.counter.read).toBeLessThan(600_000);
  });

  it('gives up on what is broken, and on what tells nothing before the end of 32 MiB', async () => {
    expect(await factsOf('Audio', counted(Buffer.from('RIFF no sound at all')))).toMatchObject({
      duration: null,
    });
    expect(await factsOf('Video', counted(Buffer.alloc(0)))).toMatchObject({ duration: null });
    const page = Buffer.alloc(28 + 65_025);
    page.write('OggS', 0);
    const endless = counted(Buffer.concat(Array.from({ length: 10 }, () => page)), 1e9);
    expect(await factsOf('Audio', endless)).toMatchObject({ duration: null, size: 1e9 });
    expect(endless.counter.read).toBeLessThan(64 * 1024 * 1024);
  });

  it('leaves failures of the store to the caller, in the middle of a file too', async () => {
    const bytes = mp4Of(7, 3_000_000);
    const away = (reads: number) => {
      const failure = new Error('the store is away');
      const read = async (start: number, length: number) => {
        if (reads-- === 0) throw failure;
        return bytes.subarray(start, start + length);
      };
      return { size: bytes.length, read };
    };
    for (const reads of [0, 1]) await expect(durationOf(away(reads))).rejects.toThrow('the store is away');
    expect(await durationOf(away(100))).toBe(7);
  });

  it('gives up on a header that is said to be longer than any is', async () => {
    const size = 30 * 1024 * 1024;
    const tag = Buffer.alloc(20);
    tag.write('ID3\x04', 0);
    // Seven bits of the length in each byte.
    for (const [index, shift] of [21, 14, 7, 0].entries()) tag[6 + index] = ((size - 100) >> shift) & 127;
    const source = counted(tag, size);
    let largest = 0;
    const read = (start: number, length: number) => {
      largest = Math.max(largest, length);
      return source.read(start, length);
    };
    expect(await factsOf('Audio', { size, read })).toMatchObject({ duration: null });
    expect(largest).toBeLessThanOrEqual(4 * 1024 * 1024);
  });
});
