import type { ScalingReason } from '@rowhouse/contract';
import type { Metrics } from '@rowhouse/telemetry';
import type { PodCount } from './pool-pods.js';

/** Why a look at a pool failed. */
export type ScalingFailure = 'forbidden' | 'conflict' | 'missing' | 'refused' | 'unreachable' | 'database';

/** What the leading autoscaler tells Prometheus. */
export class ScalingMetrics {
  readonly #desired;
  readonly #actual;
  readonly #decisions;
  readonly #errors;

  constructor(metrics: Metrics) {
    this.#desired = metrics.gauge({
      name: 'pool_replicas_desired',
      help: 'Workers that a pool should have; told by the leading autoscaler only.',
      labels: ['pool'],
    });
    this.#actual = metrics.gauge({
      name: 'pool_replicas_actual',
      help: 'Pods that a pool has, as Kubernetes counts them; told by the leading autoscaler only.',
      labels: ['pool'],
    });
    this.#decisions = metrics.counter({
      name: 'pool_scaling_decisions_total',
      help: 'Looks of the autoscaler at a pool, by what it changed (up, down, none) and why.',
      labels: ['pool', 'change', 'reason'],
    });
    this.#errors = metrics.counter({
      name: 'pool_scaling_errors_total',
      help: 'Looks of the autoscaler that failed and changed nothing.',
      labels: ['pool', 'reason'],
    });
  }

  decided(pool: string, count: PodCount, replicas: number, reason: ScalingReason): void {
    this.#desired.set({ pool }, replicas);
    this.#actual.set({ pool }, count.actual);
    const change = replicas > count.desired ? 'up' : replicas < count.desired ? 'down' : 'none';
    this.#decisions.inc({ pool, change, reason });
  }

  failed(pool: string, reason: ScalingFailure): void {
    this.#errors.inc({ pool, reason });
  }

  /** This process leads no more: another one tells. */
  rest(): void {
    this.#desired.reset();
    this.#actual.reset();
  }
}
