import { type Database, Gathered } from '@rowhouse/database';
import { dispatcherTiming } from '../dispatch/dispatcher-options.js';
import { isJobId } from '../store/job-id.js';
import { etaSeconds, type Pace } from './eta.js';
import { aheadInQueue, aheadOfWaiting, pacesOfPools, queuedJobs } from './place-sql.js';

/** Where a queued job stands. */
export interface QueuePlace {
  /** Queued jobs of its pool that come before it; null while it is not due. */
  position: number | null;
  /** True when counting stopped: at least `position` come before it. */
  positionIsMinimum: boolean;
  /** Seconds until it starts, see `etaSeconds`; while it is not due, until it is. Null when unknown. */
  etaSeconds: number | null;
}

interface QueuedRow extends Record<string, unknown> {
  id: string;
  pool: string;
  kind: string;
  dispatched: boolean;
  due_in_s: number;
}

/** Counting stops here. */
const mostCounted = 1_000;
/** A worker that was silent for longer does not count; several times what lies between two signs of life. */
const silenceSeconds = 30;
/** Most questions that are answered together. */
const mostTogether = 64;

/**
 * Tells those who wait where they stand. A statement about now: later jobs of a higher priority come in between. Those who
 * ask at the same time are answered by the same few statements.
 */
export class JobQueuePlaces {
  readonly #gathered: Gathered<string, QueuePlace | null>;

  constructor(
    private readonly db: Database,
    private readonly shareMs: number = dispatcherTiming.shareMs,
  ) {
    this.#gathered = new Gathered((ids) => this.#ofAll(ids), mostTogether);
  }

  /** Null for a job that is not queued. Read from the primary: the place in a queue is old soon enough. */
  async of(jobId: string): Promise<QueuePlace | null> {
    return isJobId(jobId) ? this.#gathered.add(jobId.toLowerCase()) : null;
  }

  async #ofAll(ids: readonly string[]): Promise<(QueuePlace | null)[]> {
    const { rows } = await this.db.primary.query<QueuedRow>(queuedJobs, [ids]);
    const due = rows.filter(({ due_in_s }) => due_in_s <= 0);
    const [ahead, paces] = [await this.#ahead(due), await this.#paces(due)];
    const queued = new Map(rows.map((job) => [job.id, job]));
    return ids.map((id) => {
      const job = queued.get(id);
      if (!job) return null;
      if (job.due_in_s > 0)
        return { position: null, positionIsMinimum: false, etaSeconds: Math.ceil(job.due_in_s) };
      const position = ahead.get(id) ?? 0;
      const positionIsMinimum = position >= mostCounted;
      const pace = paces.get(`${job.pool} ${job.kind}`);
      return {
        position,
        positionIsMinimum,
        etaSeconds: pace && !positionIsMinimum ? etaSeconds(position, pace) : null,
      };
    });
  }

  /** By id, how many come before it. */
  async #ahead(due: readonly QueuedRow[]): Promise<Map<string, number>> {
    const found: { id: string; ahead: number }[] = [];
    const idsOf = (jobs: readonly QueuedRow[]) => jobs.map(({ id }) => id);
    const dispatched = due.filter((job) => job.dispatched);
    if (dispatched.length > 0) {
      const values = [idsOf(dispatched), mostCounted];
      found.push(...(await this.db.primary.query<(typeof found)[number]>(aheadInQueue, values)).rows);
    }
    const waiting = due.filter((job) => !job.dispatched);
    for (const [pool, jobs] of Map.groupBy(waiting, (job) => job.pool)) {
      const values = [idsOf(jobs), mostCounted, this.shareMs, pool];
      found.push(...(await this.db.primary.query<(typeof found)[number]>(aheadOfWaiting, values)).rows);
    }
    return new Map(found.map(({ id, ahead }) => [id, ahead]));
  }

  /** By pool and kind. */
  async #paces(due: readonly QueuedRow[]): Promise<Map<string, Pace>> {
    const asked = [...new Map(due.map(({ pool, kind }) => [`${pool} ${kind}`, { pool, kind }])).values()];
    if (asked.length === 0) return new Map();
    const { rows } = await this.db.primary.query<Pace & { pool: string; kind: string }>(pacesOfPools, [
      asked.map(({ pool }) => pool),
      asked.map(({ kind }) => kind),
      silenceSeconds,
    ]);
    return new Map(rows.map((pace) => [`${pace.pool} ${pace.kind}`, pace]));
  }
}
