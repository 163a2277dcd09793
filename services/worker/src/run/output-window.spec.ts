import { OutputWindow } from './output-window.js';

/** What a reader finds in the end, when every piece is stored and cut as it says. */
function stored(window: OutputWindow, writes: Buffer[], takeAfter: (index: number) => boolean) {
  let pieces: { startByte: number; bytes: Buffer }[] = [];
  const takeAll = () => {
    for (let piece = window.take(); piece; piece = window.take()) {
      const { cut, ...rest } = piece;
      pieces = [...pieces.filter(({ startByte }) => startByte < cut.from || startByte >= cut.to), rest];
    }
  };
  for (const [index, bytes] of writes.entries()) {
    window.put(bytes);
    if (takeAfter(index)) takeAll();
  }
  takeAll();
  return pieces;
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => Buffer.from(`line ${String(index).padStart(6, '0')}\n`));

describe('what is kept of an output', () => {
  it('is all of a short one, in as many pieces as it was taken', () => {
    const writes = lines(5);
    const pieces = stored(new OutputWindow(1200), writes, () => true);
    expect(pieces).toHaveLength(5);
    expect(Buffer.concat(pieces.map(({ bytes }) => bytes))).toEqual(Buffer.concat(writes));
    expect(pieces.map(({ startByte }) => startByte)).toEqual([0, 12, 24, 36, 48]);
  });

  it.each([1, 7, 50, 100_000])(
    'is the beginning and the end of a long one, taken every %d lines',
    (every) => {
      const keep = 1200;
      const writes = lines(10_000);
      const whole = Buffer.concat(writes);
      const pieces = stored(new OutputWindow(keep), writes, (index) => index % every === every - 1);
      for (const { startByte, bytes } of pieces) {
        expect(whole.subarray(startByte, startByte + bytes.length)).toEqual(bytes);
      }
      const text = (from: number, to: number) =>
        pieces
          .filter(({ startByte }) => startByte >= from && startByte < to)
          .reduce((sum, { bytes }) => sum + bytes.length, 0);
      expect(text(0, keep)).toBe(keep);
      const tail = text(keep, whole.length);
      expect(tail).toBeGreaterThan(0);
      expect(tail).toBeLessThanOrEqual(keep);
      const last = pieces.at(-1);
      expect((last?.startByte ?? 0) + (last?.bytes.length ?? 0)).toBe(whole.length);
      // The pieces at the end join without a gap.
      const ends = pieces.filter(({ startByte }) => startByte >= keep);
      for (const [index, piece] of ends.entries()) {
        const next = ends[index + 1];
        if (next && every < 50) expect(next.startByte).toBe(piece.startByte + piece.bytes.length);
      }
    },
  );

  it('holds one write of any size in bounds', () => {
    const window = new OutputWindow(1000);
    window.put(Buffer.alloc(50_000_000, 'a'));
    const pieces = stored(window, [], () => false);
    expect(pieces.map(({ startByte, bytes }) => [startByte, bytes.length])).toEqual([
      [0, 1000],
      [49_999_000, 1000],
    ]);
  });

  it('is nothing of nothing', () => {
    const window = new OutputWindow(1000);
    expect([window.empty, window.take()]).toEqual([true, null]);
  });
});
