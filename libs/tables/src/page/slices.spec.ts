import { slicesOf } from './slices.js';

const files = [
  { path: 'a', numRows: 10 },
  { path: 'b', numRows: 0 },
  { path: 'c', numRows: 5 },
];

describe('slicesOf', () => {
  it('opens only the files that overlap', () => {
    expect(slicesOf(files, 0, 10)).toEqual([{ path: 'a', from: 0, to: 9, rowIdx: 0 }]);
    expect(slicesOf(files, 10, 2)).toEqual([{ path: 'c', from: 0, to: 1, rowIdx: 10 }]);
  });

  it('crosses file ends and stops at the last row', () => {
    expect(slicesOf(files, 8, 100)).toEqual([
      { path: 'a', from: 8, to: 9, rowIdx: 8 },
      { path: 'c', from: 0, to: 4, rowIdx: 10 },
    ]);
  });

  it('is empty past the end and for no rows', () => {
    expect(slicesOf(files, 15, 1)).toEqual([]);
    expect(slicesOf(files, 3, 0)).toEqual([]);
    expect(slicesOf([], 0, 10)).toEqual([]);
  });
});
