import type { ScalingReason } from '@rowhouse/contract';
import { countJobs, neededWorkers, type PoolSight } from './needed-workers.js';
import { RecentMaximum } from './recent-maximum.js';
import type { ScalingRule } from './scaling-rule.js';

export interface Decision {
  /** Workers that the pool should have now. */
  replicas: number;
  /** What its jobs call for, before limits and waits. */
  needed: number;
  /** Why it is this number. */
  reason: ScalingReason;
}

/** Looks that are further apart leave a time of which nothing is known. */
const mostSecondsBetweenLooks = 30;

/**
 * Decides how many workers a pool should have. Up at once, in bounded steps; down only to the largest number that was
 * needed within a window, never below the busy pods, to nothing only after a time without work.
 *
 * Times come from a clock that does not jump. What lies before the first look, or in a gap between two, is taken for a
 * time in which all workers were needed: a process that takes the lead, or sleeps, scales nothing down in haste. A pool
 * that nobody has looked at before is the exception: Kubernetes gives each new Deployment one pod, needed or not.
 */
export class PoolScaler {
  readonly #needed = new RecentMaximum();
  #added: { pods: number; at: number }[] = [];
  #workSeenAt = 0;
  #lookedAt: number | null = null;

  /** `fresh`: nobody has looked at the pool before. */
  constructor(
    private readonly rule: ScalingRule,
    private readonly fresh = false,
  ) {}

  /** `current`: what the pool should have had until now. `now` in milliseconds. */
  decide(sight: PoolSight, current: number, now: number): Decision {
    const { minReplicas, maxReplicas } = this.rule;
    if (this.#lookedAt === null && this.fresh) this.#workSeenAt = Number.NEGATIVE_INFINITY;
    else if (this.#unknownSince(now)) this.#startOver(current, now);
    this.#lookedAt = now;
    const needed = neededWorkers(sight, this.rule);
    const wanted = Math.min(Math.max(needed, minReplicas), maxReplicas);
    this.#needed.add(wanted, now);
    if (countJobs(sight.due) + countJobs(sight.running) > 0) this.#workSeenAt = now;
    const chosen =
      wanted > current
        ? this.#up(needed, wanted, current, now)
        : this.#down(needed, wanted, current, sight.busyPods, now);
    return { ...chosen, needed };
  }

  /** Says that a decision was carried out. */
  changed(from: number, to: number, now: number): void {
    if (to > from) this.#added.push({ pods: to - from, at: now });
  }

  #unknownSince(now: number): boolean {
    if (this.#lookedAt === null) return true;
    const gap = now - this.#lookedAt;
    return gap < 0 || gap > mostSecondsBetweenLooks * 1_000;
  }

  #startOver(current: number, now: number): void {
    this.#needed.clear();
    this.#needed.add(Math.min(current, this.rule.maxReplicas), now);
    this.#added = [];
    this.#workSeenAt = now;
  }

  #up(needed: number, wanted: number, current: number, now: number): Omit<Decision, 'needed'> {
    const { scaleUpPods, scaleUpSeconds, minReplicas } = this.rule;
    this.#added = this.#added.filter(({ at }) => now - at < scaleUpSeconds * 1_000);
    const room = scaleUpPods - this.#added.reduce((sum, { pods }) => sum + pods, 0);
    const replicas = Math.min(wanted, current + Math.max(0, room));
    if (replicas < wanted) return { replicas, reason: 'step-limit' };
    if (needed > wanted) return { replicas, reason: 'maximum' };
    return { replicas, reason: needed < minReplicas ? 'minimum' : 'jobs-due' };
  }

  #down(
    needed: number,
    wanted: number,
    current: number,
    busyPods: number,
    now: number,
  ): Omit<Decision, 'needed'> {
    const { scaleDownSeconds, idleSeconds, maxReplicas } = this.rule;
    const itself = needed > maxReplicas ? 'maximum' : needed < wanted ? 'minimum' : 'enough';
    // Of equal floors the first is told.
    const floors: [number, ScalingReason][] = [
      [wanted, itself],
      [busyPods, 'busy'],
      [Math.min(this.#needed.since(now - scaleDownSeconds * 1_000), maxReplicas), 'stabilising'],
      [now - this.#workSeenAt < idleSeconds * 1_000 ? 1 : 0, 'cooling-down'],
    ];
    const [floor, holds] = floors.reduce((highest, next) => (next[0] > highest[0] ? next : highest));
    if (floor >= current) return { replicas: current, reason: current === wanted ? itself : holds };
    return { replicas: floor, reason: current > maxReplicas ? 'maximum' : floor === 0 ? 'idle' : 'less-due' };
  }
}
