import { Gathered } from './gathered.js';

describe('gathered calls', () => {
  it('go together when they come together, each with its own answer', async () => {
    const groups: number[][] = [];
    const doubled = new Gathered<number, number>(async (items) => {
      groups.push([...items]);
      return items.map((item) => item * 2);
    });
    expect(await Promise.all([1, 2, 3].map((item) => doubled.add(item)))).toEqual([2, 4, 6]);
    expect(groups).toEqual([[1, 2, 3]]);
  });

  it('that come while a group is under way make the next one', async () => {
    const groups: number[][] = [];
    const first = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const gathered = new Gathered<number, number>(async (items) => {
      groups.push([...items]);
      begun.resolve();
      if (groups.length === 1) await first.promise;
      return items;
    }, 2);
    const all = [gathered.add(1)];
    await begun.promise;
    all.push(...[2, 3, 4].map((item) => gathered.add(item)));
    first.resolve();
    await Promise.all(all);
    expect(groups).toEqual([[1], [2, 3], [4]]);
  });

  it('fail alone', async () => {
    const gathered = new Gathered<number, number>(async (items) => {
      if (items.includes(2)) throw Object.assign(new Error('two'), { code: '22P05' });
      return items;
    });
    const [one, two, three] = await Promise.allSettled([1, 2, 3].map((item) => gathered.add(item)));
    expect(one).toEqual({ status: 'fulfilled', value: 1 });
    expect(two).toMatchObject({ status: 'rejected', reason: { message: 'two' } });
    expect(three).toEqual({ status: 'fulfilled', value: 3 });
    expect(await gathered.add(4)).toBe(4);
  });

  it('fail together when the server is away', async () => {
    let runs = 0;
    const gathered = new Gathered<number, number>(async () => {
      runs++;
      throw new Error('away');
    });
    const ended = await Promise.allSettled([1, 2, 3].map((item) => gathered.add(item)));
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(runs).toBe(1);
  });
});
