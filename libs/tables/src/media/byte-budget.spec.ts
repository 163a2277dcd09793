import { setImmediate } from 'node:timers/promises';
import { ByteBudget } from './byte-budget.js';

describe('ByteBudget', () => {
  it('holds back what does not fit, in turn, and lets what is larger than all of it run alone', async () => {
    const budget = new ByteBudget(10);
    const running = new Set<number>();
    const ends: (() => void)[] = [];
    let most = 0;
    const sizes = [4, 4, 4, 25, 1];
    const all = sizes.map((bytes, index) =>
      budget.use(bytes, async () => {
        running.add(index);
        most = Math.max(
          most,
          [...running].reduce((sum, one) => sum + (sizes[one] ?? 0), 0),
        );
        await new Promise<void>((end) => {
          ends[index] = end;
        });
        running.delete(index);
      }),
    );
    await setImmediate();
    expect([...running]).toEqual([0, 1]);
    ends[0]?.();
    await setImmediate();
    expect([...running]).toEqual([1, 2]);
    ends[1]?.();
    ends[2]?.();
    await setImmediate();
    expect([...running]).toEqual([3]);
    ends[3]?.();
    await setImmediate();
    expect([...running]).toEqual([4]);
    ends[4]?.();
    await Promise.all(all);
    expect(most).toBe(25);
  });

  it('gives back what failing work had', async () => {
    const budget = new ByteBudget(1);
    await expect(budget.use(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await budget.use(1, async () => 'yes')).toBe('yes');
  });
});
