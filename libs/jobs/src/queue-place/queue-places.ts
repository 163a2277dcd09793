import type { Database } from '@rowhouse/database';
import { dispatcherTiming } from '../dispatch/dispatcher-options.js';
import { isJobId } from '../store/job-id.js';
import { etaSeconds, type Pace } from './eta.js';
import { aheadInQueue, aheadOfWaiting, paceOfPool, queuedJob } from './place-sql.js';

/** Where a queued job stands. */
export interface QueuePlace {
  /** Queued jobs of its pool that come before it; null while it is not due. */
  position: number | null;
  /** True when counting stopped: at least `position` come before it. */
  positionIsMinimum: boolean;
  /** Seconds until it starts, see `etaSeconds`; while it is not due, until it is. Null when unknown. */
  etaSeconds: number | null;
}

interface QueuedRow {
  pool: string;
  kind: string;
  owner: string;
  dispatched: boolean;
  due_in_s: number;
}

/** Counting stops here. */
const mostCounted = 1_000;
/** A worker that was silent for longer does not count; several times what lies between two signs of life. */
const silenceSeconds = 30;

/** Tells those who wait where they stand. A statement about now: later jobs of a higher priority come in between. */
export class JobQueuePlaces {
  constructor(
    private readonly db: Database,
    private readonly shareMs: number = dispatcherTiming.shareMs,
  ) {}

  /** Null for a job that is not queued. Read from the primary: the place in a queue is old soon enough. */
  async of(jobId: string): Promise<QueuePlace | null> {
    if (!isJobId(jobId)) return null;
    const sql = this.db.primary;
    const job = (await sql.query<QueuedRow & Record<string, unknown>>(queuedJob, [jobId])).rows[0];
    if (!job) return null;
    if (job.due_in_s > 0)
      return { position: null, positionIsMinimum: false, etaSeconds: Math.ceil(job.due_in_s) };
    const { rows } = await sql.query<{ ahead: number }>(
      job.dispatched ? aheadInQueue : aheadOfWaiting,
      job.dispatched ? [jobId, mostCounted] : [jobId, mostCounted, this.shareMs],
    );
    const position = rows[0]?.ahead ?? 0;
    const positionIsMinimum = position >= mostCounted;
    const pace = (
      await sql.query<Pace & Record<string, unknown>>(paceOfPool, [job.pool, job.kind, silenceSeconds])
    ).rows[0];
    return {
      position,
      positionIsMinimum,
      etaSeconds: pace && !positionIsMinimum ? etaSeconds(position, pace) : null,
    };
  }
}
