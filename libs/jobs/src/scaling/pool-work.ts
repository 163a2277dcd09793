import type { Database } from '@rowhouse/database';
import { paceOfKinds, unfinishedWork } from './work-sql.js';

/** Jobs of one kind, with how long one takes; null when none of the pool's latest was of the kind. */
export interface JobsOfKind {
  kind: string;
  jobs: number;
  meanSeconds: number | null;
}

/** What a pool has to do at one moment. */
export interface UnfinishedWork {
  /** Queued jobs whose time has come, with those whose message is in the queue. */
  due: JobsOfKind[];
  /** How long the oldest of them has been waiting; 0 when there is none. */
  oldestDueSeconds: number;
  /** Running jobs by the host of their worker, which is empty when the worker fell silent. */
  running: (JobsOfKind & { host: string })[];
}

interface WorkRow extends Record<string, unknown> {
  what: 'due' | 'running';
  kind: string;
  host: string;
  jobs: number;
  oldest_s: number;
}

/** More waiting jobs than this are not counted: their age tells that there are too few workers. */
const mostCounted = 10_000;
/** So many of the latest jobs tell how long one takes. */
const mostPaced = 1_000;
const paceFreshForMs = 30_000;

/** Counts the unfinished work of pools on the primary: numbers of workers are decided by it. */
export class PoolWork {
  readonly #paces = new Map<string, { means: Map<string, number>; readAt: number }>();

  constructor(private readonly db: Database) {}

  async of(pool: string, now = performance.now()): Promise<UnfinishedWork> {
    const means = await this.#means(pool, now);
    const { rows } = await this.db.primary.query<WorkRow>(unfinishedWork, [pool, mostCounted]);
    const known = ({ kind, jobs }: WorkRow) => ({ kind, jobs, meanSeconds: means.get(kind) ?? null });
    const due = rows.filter(({ what }) => what === 'due');
    return {
      due: due.map(known),
      oldestDueSeconds: Math.max(0, ...due.map(({ oldest_s }) => oldest_s)),
      running: rows
        .filter(({ what }) => what === 'running')
        .map((row) => ({ ...known(row), host: row.host })),
    };
  }

  async #means(pool: string, now: number): Promise<Map<string, number>> {
    const pace = this.#paces.get(pool);
    if (pace && now - pace.readAt < paceFreshForMs) return pace.means;
    const { rows } = await this.db.primary.query<{ kind: string; mean_s: number }>(paceOfKinds, [
      pool,
      mostPaced,
    ]);
    const means = new Map(rows.map(({ kind, mean_s }) => [kind, Math.max(0, mean_s)]));
    this.#paces.set(pool, { means, readAt: now });
    return means;
  }
}
