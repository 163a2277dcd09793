import { SimulatedPool } from '../../test/simulated-pool.js';
import { neededWorkers, type PoolSight } from './needed-workers.js';

const { rule } = new SimulatedPool();
const nothing: PoolSight = { due: [], oldestDueSeconds: 0, running: [], busyPods: 0 };
const needed = (sight: Partial<PoolSight>, changes = {}) =>
  neededWorkers({ ...nothing, ...sight }, { ...rule, ...changes });

describe('the workers that a pool needs', () => {
  it('are none without work and at least one with any', () => {
    expect(needed({})).toBe(0);
    expect(needed({ due: [{ jobs: 1, meanSeconds: 0 }] })).toBe(1);
  });

  it('are as many as finish what is due within the target', () => {
    const due = [{ jobs: 60, meanSeconds: 10 }];
    expect(needed({ due })).toBe(10);
    expect(needed({ due }, { concurrency: 4 })).toBe(3);
    expect(needed({ due }, { targetSeconds: 600 })).toBe(1);
  });

  it('stay the same while all goes as expected, and grow when it does not', () => {
    expect(needed({ due: [{ jobs: 30, meanSeconds: 10 }], oldestDueSeconds: 30 })).toBe(10);
    expect(needed({ due: [{ jobs: 60, meanSeconds: 10 }], oldestDueSeconds: 30 })).toBe(20);
  });

  it('are one place per job when it is very late, or nobody knows how long a job takes, or one fills the time left', () => {
    expect(needed({ due: [{ jobs: 7, meanSeconds: 1 }], oldestDueSeconds: 90 })).toBe(7);
    expect(needed({ due: [{ jobs: 7, meanSeconds: 1 }], oldestDueSeconds: 900 })).toBe(7);
    expect(needed({ due: [{ jobs: 7, meanSeconds: null }] })).toBe(7);
    expect(needed({ due: [{ jobs: 7, meanSeconds: 3_600 }] })).toBe(7);
  });

  it('are shared by short jobs also when the oldest is a little late, and grow with its age', () => {
    const due = [{ jobs: 300, meanSeconds: 0.5 }];
    const ages = [0, 30, 45, 59, 60, 75, 85, 89, 90];
    expect(ages.map((oldestDueSeconds) => needed({ due, oldestDueSeconds }))).toEqual([
      3, 5, 10, 10, 10, 20, 60, 300, 300,
    ]);
    expect(needed({ due: [{ jobs: 3, meanSeconds: 20 }], oldestDueSeconds: 60 })).toBe(3);
  });

  it('count what runs, and every busy pod', () => {
    const jobs = [{ jobs: 3, meanSeconds: 60 }];
    expect(needed({ due: jobs, running: jobs })).toBe(6);
    expect(needed({ running: [{ jobs: 5, meanSeconds: 1 }], busyPods: 5 })).toBe(5);
  });

  it('are not one more by the error of fractions', () => {
    expect(needed({ due: Array.from({ length: 3 }, () => ({ jobs: 1, meanSeconds: 20 })) })).toBe(1);
    expect(needed({ due: Array.from({ length: 10 }, () => ({ jobs: 1, meanSeconds: 6 })) })).toBe(1);
  });
});
