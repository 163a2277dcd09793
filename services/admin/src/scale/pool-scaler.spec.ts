import { SimulatedPool } from '../../test/simulated-pool.js';
import { PoolScaler } from './pool-scaler.js';

const nothing = { due: [], oldestDueSeconds: 0, running: [], busyPods: 0 };

describe('a pool under the autoscaler', () => {
  it('goes from zero at the first look, and back to zero only after a time without work', () => {
    const pool = new SimulatedPool();
    pool.run(100);
    expect(pool.most).toBe(0);
    pool.add(1, 10);
    pool.run(2);
    expect(pool.replicas).toBe(1);
    expect(pool.history.at(-1)?.decision.reason).toBe('jobs-due');
    pool.run(290);
    expect([pool.unfinished, pool.replicas]).toEqual([0, 1]);
    expect(pool.history.at(-1)?.decision.reason).toBe('cooling-down');
    pool.run(60);
    expect(pool.replicas).toBe(0);
    expect(pool.history.find(({ decision }) => decision.reason === 'idle')).toBeDefined();
    expect(pool.changes).toBe(2);
  });

  it('works off a burst within the target: up in bounded steps, later down, and not up and down', () => {
    const pool = new SimulatedPool({ startSeconds: 5 });
    pool.run(10);
    pool.add(60, 10);
    pool.run(90);
    expect(pool.unfinished).toBe(0);
    expect(Math.max(...pool.waits)).toBeLessThan(60);
    expect(pool.most).toBeGreaterThanOrEqual(10);
    expect(pool.most).toBeLessThanOrEqual(20);
    const steps = pool.history.map(({ replicas }, n) => replicas - (pool.history[n - 1]?.replicas ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(10);
    pool.run(600);
    expect(pool.replicas).toBe(0);
    const peak = pool.history.findLastIndex(({ replicas }) => replicas === pool.most);
    const heights = pool.history.map(({ replicas }) => replicas);
    expect(heights.slice(0, peak)).toEqual(heights.slice(0, peak).sort((a, b) => a - b));
    expect(heights.slice(peak)).toEqual(heights.slice(peak).sort((a, b) => b - a));
    expect(pool.disturbed).toBe(0);
  });

  it('adds no more than its step within the time of a step, and never more than its most', () => {
    const pool = new SimulatedPool({
      rule: { maxReplicas: 12, scaleUpPods: 5, scaleUpSeconds: 20 },
      believedSeconds: null,
    });
    pool.add(1_000, 10);
    pool.run(2);
    expect([pool.replicas, pool.history.at(-1)?.decision.reason]).toEqual([5, 'step-limit']);
    pool.run(18);
    expect(pool.replicas).toBe(5);
    pool.run(2);
    expect(pool.replicas).toBe(10);
    pool.run(40);
    expect([pool.replicas, pool.history.at(-1)?.decision.reason]).toEqual([12, 'maximum']);
    expect(pool.history.at(-1)?.decision.needed).toBeGreaterThan(500);
  });

  it('holds one worker through a trickle', () => {
    const pool = new SimulatedPool();
    pool.run(3_600, (second) => second % 97 === 0 && pool.add(1, 4));
    expect(pool.most).toBe(1);
    expect(pool.changes).toBe(0);
    expect(Math.max(...pool.waits)).toBeLessThanOrEqual(7);
  });

  it('does not flap with a load that comes and goes within its window', () => {
    const pool = new SimulatedPool();
    pool.run(3_600, (second) => second % 60 === 0 && pool.add(second % 120 === 0 ? 60 : 2, 10));
    const settled = pool.history.filter(({ at }) => at > 300).map(({ replicas }) => replicas);
    expect(Math.max(...settled) - Math.min(...settled)).toBeLessThanOrEqual(3);
    const later = settled.filter((replicas, n) => n > 0 && replicas !== settled[n - 1]);
    expect(later.length).toBeLessThanOrEqual(12);
    expect(pool.disturbed).toBe(0);
  });

  it('carries a steady stream with little more than the workers that it takes, and calmly', () => {
    const pool = new SimulatedPool();
    pool.run(3_600, () => pool.add(1, 8));
    const settled = pool.history.filter(({ at }) => at > 600).map(({ replicas }) => replicas);
    expect(Math.min(...settled)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...settled)).toBeLessThanOrEqual(11);
    expect(pool.unfinished).toBeLessThan(80);
    expect(settled.filter((replicas, n) => n > 0 && replicas !== settled[n - 1]).length).toBeLessThanOrEqual(
      4,
    );
  });

  it('makes up for jobs that take longer than they did', () => {
    const pool = new SimulatedPool({ believedSeconds: 1 });
    pool.add(40, 30);
    pool.run(200);
    expect(pool.unfinished).toBe(0);
    expect(pool.most).toBe(20);
  });

  it('never goes below the busy workers, and removes the idle ones beside them', () => {
    const pool = new SimulatedPool({ believedSeconds: null });
    pool.add(8, 5);
    pool.add(3, 2_000);
    pool.run(1_500);
    expect(pool.replicas).toBe(3);
    expect(pool.disturbed).toBe(0);
    expect(pool.unfinished).toBe(3);
  });

  it('puts as many jobs into a worker as it has places', () => {
    const pool = new SimulatedPool({ rule: { concurrency: 4 }, believedSeconds: null });
    pool.add(9, 100);
    pool.run(2);
    expect(pool.replicas).toBe(3);
  });

  it('keeps its least workers without work, and takes more than its most away', () => {
    const pool = new SimulatedPool({ rule: { minReplicas: 2 }, pods: 30 });
    pool.run(4);
    expect([pool.replicas, pool.history[0]?.decision.reason]).toEqual([20, 'maximum']);
    pool.run(1_000);
    expect([pool.replicas, pool.history.at(-1)?.decision.reason]).toEqual([2, 'minimum']);
  });

  it('leaves a pool at zero that somebody put there, while there is no work', () => {
    const pool = new SimulatedPool({ pods: 3 });
    pool.run(10);
    pool.replicas = 0;
    pool.run(60);
    expect([pool.replicas, pool.history.at(-1)?.decision.reason]).toEqual([0, 'enough']);
  });

  it('scales nothing down in haste after its clock jumped, forth or back', () => {
    for (const jump of [7_200, -7_200]) {
      const pool = new SimulatedPool();
      pool.add(10, 50);
      pool.run(60);
      const before = pool.replicas;
      expect(before).toBeGreaterThan(5);
      pool.clockAhead = jump;
      pool.run(110);
      expect(pool.replicas).toBe(before);
      pool.run(600);
      expect(pool.replicas).toBe(0);
    }
  });

  it('scales nothing down in haste after a sleep, or under another leader', () => {
    const pool = new SimulatedPool();
    pool.add(10, 50);
    pool.run(40);
    const before = pool.replicas;
    pool.asleep = true;
    pool.run(3_600);
    pool.asleep = false;
    pool.run(110);
    expect([pool.unfinished, pool.replicas]).toEqual([0, before]);
    pool.changeLeader();
    pool.run(110);
    expect(pool.replicas).toBe(before);
    pool.run(600);
    expect(pool.replicas).toBe(0);
  });

  it('survives any load: within its limits, nothing disturbed, and at rest in the end', () => {
    let seed = 11;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    for (let round = 0; round < 30; round++) {
      const rule = { minReplicas: random(3), maxReplicas: 3 + random(20), concurrency: 1 + random(4) };
      const pool = new SimulatedPool({
        rule,
        startSeconds: random(40),
        believedSeconds: [null, 1, 20][random(3)] ?? null,
      });
      pool.run(1_200, () => random(40) === 0 && pool.add(random(30), 1 + random(60)));
      for (const { replicas } of pool.history) {
        expect(replicas).toBeGreaterThanOrEqual(0);
        expect(replicas).toBeLessThanOrEqual(rule.maxReplicas);
      }
      pool.run(3_000);
      expect([round, pool.unfinished, pool.disturbed]).toEqual([round, 0, 0]);
      expect(pool.replicas).toBe(rule.minReplicas);
    }
  });

  it('takes the pod away that Kubernetes gives to a new Deployment, unless it is needed', () => {
    const { rule } = new SimulatedPool();
    const work = { ...nothing, due: [{ jobs: 1, meanSeconds: null }] };
    expect(new PoolScaler(rule, true).decide(nothing, 1, 0).replicas).toBe(0);
    expect(new PoolScaler(rule, true).decide(work, 1, 0).replicas).toBe(1);
    expect(new PoolScaler(rule, false).decide(nothing, 1, 0).replicas).toBe(1);
  });

  it('tells a failed step from one that was taken', () => {
    const rule = new SimulatedPool({ rule: { scaleUpPods: 2, minReplicas: 6 } }).rule;
    const scaler = new PoolScaler(rule);
    expect(scaler.decide(nothing, 0, 0).replicas).toBe(2);
    expect(scaler.decide(nothing, 0, 2_000).replicas).toBe(2);
    scaler.changed(0, 2, 2_000);
    expect(scaler.decide(nothing, 2, 4_000).replicas).toBe(2);
    expect(scaler.decide(nothing, 2, 17_000).replicas).toBe(4);
  });
});
