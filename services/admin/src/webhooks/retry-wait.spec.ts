import { retryWaitMs } from './retry-wait.js';

describe('the wait between attempts', () => {
  it('grows by three, half of it random, to six hours', () => {
    const longest = Array.from({ length: 11 }, (_, index) => retryWaitMs(index + 1, 5_000, null, 1) / 1000);
    expect(longest).toEqual([5, 15, 45, 135, 405, 1215, 3645, 10_935, 21_600, 21_600, 21_600]);
    expect(retryWaitMs(2, 5_000, null, 0)).toBe(7_500);
    expect(retryWaitMs(1_000, 5_000, null, 1)).toBe(21_600_000);
  });

  it('is what the receiver asks for if that is longer, up to an hour', () => {
    expect(retryWaitMs(1, 5_000, 60_000)).toBe(60_000);
    expect(retryWaitMs(3, 5_000, 1_000, 1)).toBe(45_000);
    expect(retryWaitMs(1, 5_000, 10 ** 12)).toBe(3_600_000);
  });
});
