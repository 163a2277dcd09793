import { calibrate } from './calibrate.js';

describe('calibration', () => {
  it('gives drift, volatility and correlation of known returns', () => {
    // Returns of the logarithm: 0.1, -0.1, 0.3 and 0.2, 0, 0.1.
    const path = (...returns: number[]) =>
      Float64Array.from(
        [0, ...returns],
        (_, at) => 50 * Math.exp(returns.slice(0, at).reduce((sum, r) => sum + r, 0)),
      );
    const found = calibrate([path(0.1, -0.1, 0.3), path(0.2, 0, 0.1)], ['A', 'B'], 12);
    expect(found.returns).toBe(3);
    // Variances 0.04 and 0.01, covariance (0·0.1 + -0.2·-0.1 + 0.2·0)/2 = 0.01.
    expect(found.assets[0]?.volatility).toBeCloseTo(Math.sqrt(12 * 0.04), 12);
    expect(found.assets[1]?.volatility).toBeCloseTo(Math.sqrt(12 * 0.01), 12);
    expect(found.assets[0]?.drift).toBeCloseTo(12 * 0.1 + (12 * 0.04) / 2, 12);
    expect(found.assets[0]?.spot).toBeCloseTo(50 * Math.exp(0.3), 12);
    expect(found.correlation).toEqual([
      [1, expect.closeTo(0.5, 12)],
      [expect.closeTo(0.5, 12), 1],
    ]);
    expect(found.correlation[0]?.[1]).toBe(found.correlation[1]?.[0]);
  });

  it('takes a price that never moves', () => {
    const found = calibrate([Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3)], ['A', 'B'], 252);
    expect(found.assets[0]).toEqual({ spot: 1, drift: 0, volatility: 0 });
    expect(found.correlation[0]).toEqual([1, 0]);
  });

  it('says what is wrong with prices', () => {
    expect(() => calibrate([new Float64Array(), new Float64Array()], ['A', 'B'], 12)).toThrow(
      /0 dates at which 'A', 'B'/,
    );
    expect(() => calibrate([Float64Array.of(1, 0, 2)], ['A'], 12)).toThrow(/'A' has the price 0/);
  });
});
