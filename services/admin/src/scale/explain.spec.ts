import { scalingReason } from '@rowhouse/contract';
import { SimulatedPool } from '../../test/simulated-pool.js';
import { explain } from './explain.js';

const { rule } = new SimulatedPool();
const nothing = { due: [], oldestDueSeconds: 0, running: [], busyPods: 0 };
const some = {
  due: [{ jobs: 3, meanSeconds: 5 }],
  oldestDueSeconds: 12.4,
  running: [{ jobs: 1, meanSeconds: null }],
  busyPods: 1,
};

describe('the explanation of a decision', () => {
  it('names the numbers that led to it', () => {
    expect(explain(some, rule, { replicas: 2, needed: 2, reason: 'jobs-due' })).toBe(
      'Due: 3, the oldest for 12 s; running: 1. That takes 2 with one job each, to be done 60 s after they became due.',
    );
    expect(explain(nothing, rule, { replicas: 1, needed: 0, reason: 'cooling-down' })).toBe(
      'Nothing is due and nothing runs. The last one stays until there was nothing to do for 300 s.',
    );
  });

  it('is a sentence for every reason', () => {
    for (const reason of scalingReason.options)
      expect(explain(nothing, rule, { replicas: 1, needed: 0, reason })).toMatch(/^[A-Z].*[a-z]\.$/);
  });
});
