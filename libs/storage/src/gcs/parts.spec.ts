import { partsOf } from './parts.js';

async function parts(sizes: number[], size: number): Promise<[number[], boolean][]> {
  let next = 0;
  async function* source() {
    for (const length of sizes) yield Uint8Array.from({ length }, () => next++);
  }
  const found: [number[], boolean][] = [];
  for await (const { bytes, last } of partsOf(source(), size)) found.push([[...bytes], last]);
  return found;
}

describe('partsOf', () => {
  it('fills parts from small and large chunks', async () => {
    expect(await parts([1, 0, 6, 2], 4)).toEqual([
      [[0, 1, 2, 3], false],
      [[4, 5, 6, 7], false],
      [[8], true],
    ]);
  });

  it('makes a full part the last when nothing follows', async () => {
    expect(await parts([4, 4], 4)).toEqual([
      [[0, 1, 2, 3], false],
      [[4, 5, 6, 7], true],
    ]);
  });

  it('makes one empty part of nothing', async () => {
    expect(await parts([], 4)).toEqual([[[], true]]);
  });
});
