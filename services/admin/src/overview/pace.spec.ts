import { setImmediate as turn } from 'node:timers/promises';
import { Pace } from './pace.js';

/** Work that ends when the test says so. */
function held() {
  const runs: (() => void)[] = [];
  return { runs, work: () => new Promise<void>((resolve) => runs.push(resolve)) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

describe('Pace', () => {
  it('tells many questions during a run together, in one more run', async () => {
    const { runs, work } = held();
    const pace = new Pace(work, { atMostEveryMs: 1, atLeastEveryMs: 1e9 });
    pace.start();
    await until(() => runs.length === 1);
    for (let i = 0; i < 10; i++) pace.ask();
    expect(runs.length).toBe(1);
    runs[0]?.();
    await until(() => runs.length === 2);
    runs[1]?.();
    await turn();
    expect(runs.length).toBe(2);
    pace.stop();
  });

  it('keeps its distance between runs', async () => {
    const starts: number[] = [];
    const pace = new Pace(async () => void starts.push(performance.now()), {
      atMostEveryMs: 30,
      atLeastEveryMs: 1e9,
    });
    pace.start();
    await until(() => {
      pace.ask();
      return starts.length >= 3;
    });
    pace.stop();
    const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
    // A timer may fire up to a millisecond early.
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(28);
  });

  it('runs unasked, and no more once stopped', async () => {
    let runs = 0;
    const pace = new Pace(async () => void runs++, { atMostEveryMs: 1, atLeastEveryMs: 2 });
    pace.ask();
    await turn();
    expect(runs).toBe(0);
    pace.start();
    await until(() => runs >= 3);
    pace.stop();
    const seen = runs;
    pace.ask();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(runs).toBe(seen);
  });
});
