import { completeRows } from './complete-rows.js';

it('rows with a gap in any column are left out, and the others know their places', () => {
  const gap = Number.NaN;
  const found = completeRows([Float64Array.of(1, gap, 3, 4, 5), Float64Array.of(1, 2, 3, Infinity, 6)]);
  expect(found.rows).toEqual(Uint32Array.of(0, 2, 4));
  expect(found.columns).toEqual([Float64Array.of(1, 3, 5), Float64Array.of(1, 3, 6)]);
  expect(completeRows([Float64Array.of(1, 2)]).rows).toEqual(Uint32Array.of(0, 1));
});
