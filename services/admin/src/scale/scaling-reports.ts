import { RowhouseError, type ScalingStatus } from '@rowhouse/contract';
import type { ScalingBook } from '@rowhouse/jobs';
import type { Logger } from '@rowhouse/telemetry';
import { clusterStatus } from '../cluster/ask-cluster.js';
import { countJobs } from './needed-workers.js';
import type { LookResult } from './pool-round.js';
import type { ScalingFailure, ScalingMetrics } from './scaling-metrics.js';

/** A status that did not change is told again after this, so that readers see that somebody looks. */
const tellAgainMs = 5_000;
/** An error that stays is logged again after this. */
const logAgainMs = 60_000;

/** Tells people what became of each look: in the log, in metrics, and in the book that all admin processes read. */
export class ScalingReports {
  readonly #told = new Map<string, { what: string; at: number }>();
  readonly #logged = new Map<string, { what: string; at: number }>();

  constructor(
    private readonly book: ScalingBook,
    private readonly metrics: ScalingMetrics,
    private readonly log: Pick<Logger, 'info' | 'warn'>,
  ) {}

  /** Pools of which something was told before, by any process. */
  knownPools(): Promise<ReadonlySet<string>> {
    return this.book.known();
  }

  async looked(pool: string, result: LookResult): Promise<void> {
    const { count, sight, decision, why } = result;
    const { replicas, needed, reason } = decision;
    this.metrics.decided(pool, count, replicas, reason);
    if (this.#logged.delete(pool)) this.log.info({ pool }, 'the pool can be scaled again');
    const changed = replicas !== count.desired;
    if (changed)
      this.log.info({ pool, from: count.desired, to: replicas, reason, why }, 'the pool is scaled');
    const what = JSON.stringify([replicas, count.actual, needed, reason]);
    if (!changed && !this.#isNews(this.#told, pool, what, tellAgainMs)) return;
    const at = new Date().toISOString();
    const status: ScalingStatus = {
      desired: replicas,
      actual: count.actual,
      needed,
      due: countJobs(sight.due),
      running: countJobs(sight.running),
      oldestDueSeconds: sight.oldestDueSeconds,
      reason,
      why,
      checkedAt: at,
    };
    await this.book.tell(
      pool,
      status,
      changed ? { at, from: count.desired, to: replicas, reason, why } : null,
    );
  }

  async failed(pool: string, error: unknown): Promise<void> {
    const failure = failureOf(error);
    this.metrics.failed(pool, failure);
    this.#told.delete(pool);
    if (!this.#isNews(this.#logged, pool, failure, logAgainMs)) return;
    this.log.warn(
      { err: error, pool, failure },
      'the pool could not be scaled; its number of workers stays, and it is tried again',
    );
    const reason = error instanceof RowhouseError ? error.message : 'An unexpected error; the log has it.';
    await this.book.tellError(pool, { at: new Date().toISOString(), reason });
  }

  /** Another process tells from now on. */
  rest(): void {
    this.metrics.rest();
    this.#told.clear();
    this.#logged.clear();
  }

  #isNews(
    known: Map<string, { what: string; at: number }>,
    pool: string,
    what: string,
    againMs: number,
  ): boolean {
    const now = performance.now();
    const last = known.get(pool);
    if (last?.what === what && now - last.at < againMs) return false;
    known.set(pool, { what, at: now });
    return true;
  }
}

function failureOf(error: unknown): ScalingFailure {
  if (!(error instanceof RowhouseError && error.code === 'ClusterApiError')) return 'database';
  const status = clusterStatus(error);
  if (status === null) return 'unreachable';
  const known: Record<number, ScalingFailure> = {
    401: 'forbidden',
    403: 'forbidden',
    404: 'missing',
    409: 'conflict',
  };
  return known[status] ?? 'refused';
}
