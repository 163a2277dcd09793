import { RecentMaximum } from './recent-maximum.js';

describe('the recent maximum', () => {
  it('is what a look at all values of the time says', () => {
    const maximum = new RecentMaximum();
    const all: { value: number; at: number }[] = [];
    let seed = 3;
    for (let at = 0; at < 2_000; at += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      const value = Math.floor((seed / 2 ** 31) * 30);
      maximum.add(value, at);
      all.push({ value, at });
      const since = at - 50;
      const expected = Math.max(...all.filter((each) => each.at >= since).map((each) => each.value));
      expect(maximum.since(since)).toBe(expected);
    }
  });

  it('is 0 where nothing is known', () => {
    const maximum = new RecentMaximum();
    expect(maximum.since(0)).toBe(0);
    maximum.add(5, 1);
    expect(maximum.since(2)).toBe(0);
    maximum.add(5, 3);
    maximum.clear();
    expect(maximum.since(0)).toBe(0);
  });
});
