import { binnedQuantile, histogramOf } from './binned-quantile.js';
import { choleskyOfCorrelation } from './cholesky.js';
import { CompensatedSum } from './compensated-sum.js';
import { normalCdf, normalQuantile } from './normal-distribution.js';
import { sortedQuantile } from './sorted-quantile.js';

describe('the normal distribution', () => {
  // Tables of Abramowitz and Stegun, chapter 26, and 20 digits of the usual quantile.
  it.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [2, 0.977249868051821],
    [3, 0.99865010196837],
    [-1.959963984540054, 0.025],
    [-6, 9.86587645037698e-10],
  ])('at %f is %f', (x, probability) => {
    expect(normalCdf(x) / probability).toBeCloseTo(1, 12);
    expect(normalQuantile(probability)).toBeCloseTo(x, 9);
  });

  it('is continuous where its two formulas meet', () => {
    expect(normalCdf(2.4999999999) - normalCdf(2.5000000001)).toBeCloseTo(0, 10);
  });
});

it('a compensated sum keeps what a plain one loses', () => {
  const sum = new CompensatedSum();
  for (const term of [1, 1e100, 1, -1e100]) sum.add(term);
  expect(sum.value).toBe(2);
});

describe('the decomposition of a correlation', () => {
  it('gives the matrix back', () => {
    const matrix = [
      [1, 0.5, 0.2],
      [0.5, 1, -0.3],
      [0.2, -0.3, 1],
    ];
    const lower = choleskyOfCorrelation(matrix, 'correlation');
    for (const [i, row] of matrix.entries()) {
      for (const [j, value] of row.entries()) {
        const product = lower[i]?.reduce((sum, entry, k) => sum + entry * (lower[j]?.[k] ?? 0), 0);
        expect(product).toBeCloseTo(value, 14);
      }
    }
  });

  it('takes a semi-definite matrix and refuses an indefinite one, a lopsided one and one without ones', () => {
    expect(
      choleskyOfCorrelation(
        [
          [1, -1],
          [-1, 1],
        ],
        'c',
      ),
    ).toEqual([[1], [-1, 0]]);
    expect(() =>
      choleskyOfCorrelation(
        [
          [1, 1, 0.2],
          [1, 1, 0.9],
          [0.2, 0.9, 1],
        ],
        'c',
      ),
    ).toThrow(/row 2 contradicts/);
    expect(() =>
      choleskyOfCorrelation(
        [
          [1, 0.9, -0.9],
          [0.9, 1, 0.9],
          [-0.9, 0.9, 1],
        ],
        'c',
      ),
    ).toThrow(/'c' .*semi-definite/);
    expect(() =>
      choleskyOfCorrelation(
        [
          [1, 0.2],
          [0.3, 1],
        ],
        'c',
      ),
    ).toThrow(/\[0\]\[1\] and \[1\]\[0\] differ/);
    expect(() =>
      choleskyOfCorrelation(
        [
          [1, 2],
          [2, 1],
        ],
        'c',
      ),
    ).toThrow(/not from -1 to 1/);
    expect(() =>
      choleskyOfCorrelation(
        [
          [1, Number.NaN],
          [Number.NaN, 1],
        ],
        'c',
      ),
    ).toThrow(/NaN/);
    expect(() => choleskyOfCorrelation([[2]], 'c')).toThrow(/is 2/);
  });
});

describe('quantiles', () => {
  it('of sorted values are interpolated', () => {
    expect(sortedQuantile([1, 2, 4, 8], 0.5)).toBe(3);
    expect(sortedQuantile([1, 2, 4, 8], 1)).toBe(8);
    expect(sortedQuantile([5], 0.3)).toBe(5);
  });

  it('of bins are interpolated inside them, and stop at the extremes', () => {
    const binned = { low: 0, high: 4, min: -2, max: 9, counts: Float64Array.of(2, 0, 4, 0, 2, 2) };
    expect(binnedQuantile(binned, 10, 0.1)).toBe(-1);
    expect(binnedQuantile(binned, 10, 0.4)).toBe(1.5);
    expect(binnedQuantile(binned, 10, 0.95)).toBe(7.75);
    expect(binnedQuantile(binned, 10, 1)).toBe(9);
    expect(histogramOf(binned, 2)).toEqual({ edges: [0, 2, 4], counts: [6, 4] });
  });
});
