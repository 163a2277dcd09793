import type { PoolSight } from '../src/scale/needed-workers.js';
import { type Decision, PoolScaler } from '../src/scale/pool-scaler.js';
import type { ScalingRule } from '../src/scale/scaling-rule.js';

interface SimulatedJob {
  dueAt: number;
  seconds: number;
  left: number;
}

interface SimulatedPod {
  readyAt: number;
  leaving: boolean;
  jobs: SimulatedJob[];
}

export interface SimulatedPoolOptions {
  rule?: Partial<ScalingRule>;
  /** From the order to start a pod until it takes jobs. */
  startSeconds?: number;
  /** What the autoscaler believes that a job takes; null: it does not know. */
  believedSeconds?: number | null;
  pods?: number;
  intervalSeconds?: number;
}

const standard: ScalingRule = {
  deployment: 'pool',
  minReplicas: 0,
  maxReplicas: 20,
  concurrency: 1,
  targetSeconds: 60,
  scaleUpPods: 10,
  scaleUpSeconds: 15,
  scaleDownSeconds: 120,
  idleSeconds: 300,
};

/**
 * A pool of workers under the autoscaler, second by second: pods need time to start, take the oldest jobs first, and
 * finish what they run when they must go; as in Kubernetes, those that run the least go first.
 */
export class SimulatedPool {
  readonly rule: ScalingRule;
  /** Wished-for pods after each look. */
  readonly history: { at: number; replicas: number; decision: Decision }[] = [];
  readonly waits: number[] = [];
  /** Pods that were told to go while they ran a job. */
  disturbed = 0;
  /** Seconds since the start, as it really is. */
  now = 0;
  /** What the clock of the autoscaler is ahead, in seconds. */
  clockAhead = 0;
  /** While true the autoscaler sleeps. */
  asleep = false;
  replicas: number;
  #scaler: PoolScaler;
  #pods: SimulatedPod[];
  #queue: SimulatedJob[] = [];
  readonly #options: Required<Omit<SimulatedPoolOptions, 'rule' | 'pods'>>;

  constructor({ rule, pods = 0, ...options }: SimulatedPoolOptions = {}) {
    this.rule = { ...standard, ...rule };
    this.#options = { startSeconds: 5, believedSeconds: 10, intervalSeconds: 2, ...options };
    this.#scaler = new PoolScaler(this.rule);
    this.replicas = pods;
    this.#pods = Array.from({ length: pods }, () => ({ readyAt: 0, leaving: false, jobs: [] }));
  }

  /** Another process takes the lead. */
  changeLeader(): void {
    this.#scaler = new PoolScaler(this.rule);
  }

  add(jobs: number, seconds: number): void {
    for (let n = 0; n < jobs; n++) this.#queue.push({ dueAt: this.now, seconds, left: seconds });
  }

  get unfinished(): number {
    return this.#queue.length + this.#pods.reduce((sum, { jobs }) => sum + jobs.length, 0);
  }

  /** How often the number of pods went up or down. */
  get changes(): number {
    return this.history.filter(({ replicas }, n) => n > 0 && replicas !== this.history[n - 1]?.replicas)
      .length;
  }

  get most(): number {
    return Math.max(0, ...this.history.map(({ replicas }) => replicas));
  }

  /** `each` is called before each second. */
  run(seconds: number, each: (second: number) => void = () => undefined): void {
    for (let second = 0; second < seconds; second++) {
      each(second);
      if (!this.asleep && this.now % this.#options.intervalSeconds === 0) this.#look();
      this.#work();
      this.now++;
    }
  }

  #look(): void {
    const now = (this.now + this.clockAhead) * 1_000;
    const decision = this.#scaler.decide(this.#sight(), this.replicas, now);
    if (decision.replicas !== this.replicas) this.#scaler.changed(this.replicas, decision.replicas, now);
    this.replicas = decision.replicas;
    this.history.push({ at: this.now, replicas: this.replicas, decision });
    const staying = this.#pods.filter(({ leaving }) => !leaving);
    for (let n = staying.length; n < this.replicas; n++)
      this.#pods.push({ readyAt: this.now + this.#options.startSeconds, leaving: false, jobs: [] });
    const cheapest = staying.sort((a, b) => a.jobs.length - b.jobs.length);
    for (const pod of cheapest.slice(0, Math.max(0, staying.length - this.replicas))) {
      pod.leaving = true;
      if (pod.jobs.length > 0) this.disturbed++;
    }
  }

  #sight(): PoolSight {
    const meanSeconds = this.#options.believedSeconds;
    const staying = this.#pods.filter(({ leaving }) => !leaving);
    const running = staying.reduce((sum, { jobs }) => sum + jobs.length, 0);
    return {
      due: this.#queue.length > 0 ? [{ jobs: this.#queue.length, meanSeconds }] : [],
      oldestDueSeconds: this.now - (this.#queue[0]?.dueAt ?? this.now),
      running: running > 0 ? [{ jobs: running, meanSeconds }] : [],
      busyPods: staying.filter(({ jobs }) => jobs.length > 0).length,
    };
  }

  #work(): void {
    for (const pod of this.#pods) {
      if (pod.readyAt > this.now) continue;
      while (!pod.leaving && pod.jobs.length < this.rule.concurrency && this.#queue.length > 0) {
        const job = this.#queue.shift() as SimulatedJob;
        this.waits.push(this.now - job.dueAt);
        pod.jobs.push(job);
      }
      for (const job of pod.jobs) job.left--;
      pod.jobs = pod.jobs.filter(({ left }) => left > 0);
    }
    this.#pods = this.#pods.filter(({ leaving, jobs }) => !leaving || jobs.length > 0);
  }
}
