import { BriefCache } from './brief-cache.js';

describe('what was looked up a moment ago', () => {
  it('is looked up once for all who ask at the same time', async () => {
    const cache = new BriefCache<number>();
    let asked = 0;
    const load = async () => ++asked;
    expect(await Promise.all([1, 2, 3].map(() => cache.get('a', load)))).toEqual([1, 1, 1]);
    expect(await cache.refresh('a', load)).toBe(2);
    cache.forget('a');
    expect(await cache.get('a', load)).toBe(3);
    cache.forget();
    expect(await cache.get('a', load)).toBe(4);
  });

  it('is not kept when it was forgotten while it was looked up', async () => {
    const cache = new BriefCache<string>();
    const slow = Promise.withResolvers<string>();
    const first = cache.get('a', () => slow.promise);
    cache.forget('a');
    const second = cache.get('a', async () => 'new');
    slow.resolve('old');
    expect([await first, await second, await cache.get('a', async () => 'newest')]).toEqual([
      'old',
      'new',
      'new',
    ]);
  });

  it('is not kept when the lookup failed', async () => {
    const cache = new BriefCache<string>();
    await expect(cache.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await cache.get('a', async () => 'there')).toBe('there');
  });

  it('is bounded', async () => {
    const cache = new BriefCache<number>();
    for (let n = 0; n <= 10_000; n++) await cache.get(`${n}`, async () => n);
    expect(await cache.get('10000', async () => -1)).toBe(10_000);
    expect(await cache.get('0', async () => -1)).toBe(-1);
  });
});
