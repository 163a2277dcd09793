import type { Metrics } from '@rowhouse/telemetry';

const longBuckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 1_800, 3_600, 14_400, 43_200];

export type JobOutcome = 'succeeded' | 'failed' | 'cancelled' | 'retried' | 'released';

/** What a process tells Prometheus about jobs; one per `Metrics`. */
export class JobMetrics {
  readonly #ended;
  readonly #waited;
  readonly #ran;
  readonly #leasesExpired;
  readonly #dispatched;
  readonly #dispatchLag;
  readonly #redispatched;
  readonly #publishFailures;
  readonly #jobs;
  readonly #oldest;

  constructor(metrics: Metrics) {
    this.#ended = metrics.counter({
      name: 'job_attempts_ended_total',
      help: 'Attempts that ended, by kind, outcome and error code.',
      labels: ['kind', 'outcome', 'code'],
    });
    this.#waited = metrics.histogram({
      name: 'job_wait_seconds',
      help: 'From the time a job was due to its claim by a worker.',
      labels: ['pool'],
      buckets: longBuckets,
    });
    this.#ran = metrics.histogram({
      name: 'job_run_seconds',
      help: 'From the claim of an attempt to its end.',
      labels: ['kind', 'outcome'],
      buckets: longBuckets,
    });
    this.#leasesExpired = metrics.counter({
      name: 'job_leases_expired_total',
      help: 'Attempts whose worker stopped answering.',
      labels: ['kind'],
    });
    this.#dispatched = metrics.counter({
      name: 'jobs_dispatched_total',
      help: 'Job messages confirmed by the queue.',
      labels: ['pool'],
    });
    this.#dispatchLag = metrics.histogram({
      name: 'job_dispatch_lag_seconds',
      help: 'From the time a job was due to the confirmation of its message; holds the wait for a free place.',
      labels: ['pool'],
      buckets: longBuckets,
    });
    this.#redispatched = metrics.counter({
      name: 'jobs_redispatched_total',
      help: 'Messages that the queue seems to have lost, published again.',
      labels: ['pool'],
    });
    this.#publishFailures = metrics.counter({
      name: 'job_publish_failures_total',
      help: 'Batches of messages that the queue did not confirm.',
      labels: ['pool'],
    });
    this.#jobs = metrics.gauge({
      name: 'jobs',
      help: 'Jobs that wait, are in the queue or run; told by the leading dispatcher only.',
      labels: ['pool', 'state'],
    });
    this.#oldest = metrics.gauge({
      name: 'job_oldest_due_seconds',
      help: 'How long the oldest due job of a pool has been waiting; told by the leading dispatcher only.',
      labels: ['pool'],
    });
  }

  claimed(pool: string, waitedSeconds: number): void {
    this.#waited.observe({ pool }, Math.max(0, waitedSeconds));
  }

  ended(kind: string, outcome: JobOutcome, code: string, ranSeconds: number): void {
    this.#ended.inc({ kind, outcome, code });
    this.#ran.observe({ kind, outcome }, ranSeconds);
  }

  leaseExpired(kind: string): void {
    this.#leasesExpired.inc({ kind });
  }

  dispatched(pool: string, lagsSeconds: readonly number[]): void {
    this.#dispatched.inc({ pool }, lagsSeconds.length);
    for (const lag of lagsSeconds) this.#dispatchLag.observe({ pool }, Math.max(0, lag));
  }

  redispatched(pool: string, messages: number): void {
    this.#redispatched.inc({ pool }, messages);
  }

  publishFailed(pool: string): void {
    this.#publishFailures.inc({ pool });
  }

  /** Replaces the picture of the backlog; an empty one when this process no longer leads. */
  backlog(pools: readonly PoolBacklog[]): void {
    this.#jobs.reset();
    this.#oldest.reset();
    for (const { pool, waiting, dispatched, running, oldestDueSeconds } of pools) {
      this.#jobs.set({ pool, state: 'waiting' }, waiting);
      this.#jobs.set({ pool, state: 'dispatched' }, dispatched);
      this.#jobs.set({ pool, state: 'running' }, running);
      this.#oldest.set({ pool }, oldestDueSeconds);
    }
  }
}

/** The unfinished jobs of a pool. */
export interface PoolBacklog {
  pool: string;
  /** Queued, not yet handed to the queue. */
  waiting: number;
  /** Queued, with a message in the queue. */
  dispatched: number;
  running: number;
  /** 0 when nothing is due. */
  oldestDueSeconds: number;
}
