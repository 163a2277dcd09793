import { SharedWork } from './shared-work.js';

describe('SharedWork', () => {
  const open = () => {
    const shared = new SharedWork<string>();
    const begun: { finish: (text: string) => void; signal: AbortSignal }[] = [];
    const run = (abort: AbortController, key = 'k') =>
      shared.run(key, abort.signal, (signal) => new Promise((finish) => begun.push({ finish, signal })));
    return { run, begun };
  };

  it('runs once for all who ask at the same time, and again for who comes later', async () => {
    const { run, begun } = open();
    const both = Promise.all([run(new AbortController()), run(new AbortController())]);
    expect(begun).toHaveLength(1);
    begun[0]?.finish('one');
    expect(await both).toEqual(['one', 'one']);
    const later = run(new AbortController());
    begun[1]?.finish('two');
    expect(await later).toBe('two');
  });

  it('goes on while somebody waits, and stops when the last one leaves', async () => {
    const { run, begun } = open();
    const [a, b] = [new AbortController(), new AbortController()];
    const [first, second] = [run(a), run(b)];
    a.abort(new Error('a left'));
    await expect(first).rejects.toThrow('a left');
    expect(begun[0]?.signal.aborted).toBe(false);
    b.abort(new Error('b left'));
    await expect(second).rejects.toThrow('b left');
    expect(begun[0]?.signal.aborted).toBe(true);
    // Nobody joins what was stopped.
    const third = run(new AbortController());
    begun[1]?.finish('fresh');
    expect(await third).toBe('fresh');
  });

  it('keeps apart what has different keys', async () => {
    const { run, begun } = open();
    void run(new AbortController(), 'x');
    void run(new AbortController(), 'y');
    expect(begun).toHaveLength(2);
  });
});
