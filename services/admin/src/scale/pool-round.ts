import type { PoolWork, UnfinishedWork } from '@rowhouse/jobs';
import { explain } from './explain.js';
import type { PoolSight } from './needed-workers.js';
import type { PodCount, PoolPods, WorkerPod } from './pool-pods.js';
import { type Decision, PoolScaler } from './pool-scaler.js';
import type { ScalingRule } from './scaling-rule.js';

/** What one look at a pool found and did. */
export interface LookResult {
  count: PodCount;
  sight: PoolSight;
  decision: Decision;
  why: string;
}

const marksAtOnce = 8;

/** Looks at one pool again and again, for as long as this process leads. `fresh`: nobody has done so before. */
export class PoolRound {
  readonly #scaler: PoolScaler;

  constructor(
    readonly pool: string,
    private readonly rule: ScalingRule,
    private readonly work: PoolWork,
    private readonly pods: PoolPods,
    fresh: boolean,
  ) {
    this.#scaler = new PoolScaler(rule, fresh);
  }

  /** Compares what is to do with the pods that there are, and changes their number if need be. */
  async look(now: () => number): Promise<LookResult> {
    const { deployment } = this.rule;
    const count = await this.pods.count(deployment);
    const pods = count.desired + count.actual > 0 ? await this.pods.list(this.pool) : [];
    // Last, since it changes the fastest.
    const work = await this.work.of(this.pool);
    const sight = sightOf(work, pods);
    const decision = this.#scaler.decide(sight, count.desired, now());
    const { replicas } = decision;
    if (replicas !== count.desired) {
      // When none or all go it does not matter which; when some do, the busy ones must not be among them.
      if (replicas < count.desired && sight.busyPods > 0) await this.#markBusy(work, pods);
      await this.pods.setCount(deployment, count, replicas);
      this.#scaler.changed(count.desired, replicas, now());
    }
    return { count, sight, decision, why: explain(sight, this.rule, decision) };
  }

  async #markBusy({ running }: UnfinishedWork, pods: readonly WorkerPod[]): Promise<void> {
    const jobsOf = (host: string) =>
      running.filter((each) => each.host === host).reduce((sum, { jobs }) => sum + jobs, 0);
    const wrong = pods
      .filter(({ leaving }) => !leaving)
      .map(({ name, host, deletionCost }) => ({ name, deletionCost, cost: jobsOf(host) }))
      .filter(({ cost, deletionCost }) => cost !== deletionCost);
    for (let start = 0; start < wrong.length; start += marksAtOnce)
      await Promise.all(
        wrong
          .slice(start, start + marksAtOnce)
          .map(({ name, cost }) => this.pods.setDeletionCost(name, cost)),
      );
  }
}

/** Jobs on pods that are leaving get finished there, or come back: they need no place now. */
function sightOf({ due, oldestDueSeconds, running }: UnfinishedWork, pods: readonly WorkerPod[]): PoolSight {
  const leaving = new Set(pods.filter((pod) => pod.leaving).map(({ host }) => host));
  const staying = new Set(pods.filter((pod) => !pod.leaving).map(({ host }) => host));
  const busy = new Set(running.map(({ host }) => host).filter((host) => staying.has(host)));
  return {
    due,
    oldestDueSeconds,
    running: running.filter(({ host }) => !leaving.has(host)),
    busyPods: busy.size,
  };
}
