import { backoffMs } from './backoff.js';

describe('backoff', () => {
  const backoff = { baseMs: 1_000, maxMs: 60_000 };

  it('doubles with each failure', () => {
    expect([1, 2, 3, 4].map((failures) => backoffMs(failures, backoff, 0))).toEqual([500, 1000, 2000, 4000]);
  });

  it('spreads over the upper half of the wait', () => {
    expect(backoffMs(3, backoff, 0)).toBe(2_000);
    expect(backoffMs(3, backoff, 0.5)).toBe(3_000);
    expect(backoffMs(3, backoff, 0.9999999)).toBe(4_000);
  });

  it('never exceeds its maximum, however many failures there were', () => {
    expect(backoffMs(7, backoff, 0.9999999)).toBe(60_000);
    expect(backoffMs(5_000, backoff, 0.9999999)).toBe(60_000);
  });
});
