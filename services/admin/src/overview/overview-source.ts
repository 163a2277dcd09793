import { Inject, Injectable } from '@nestjs/common';
import { errors, type Overview, RowhouseError, type UnavailablePart } from '@rowhouse/contract';
import { Database } from '@rowhouse/database';
import { JobStore, ScalingBook, WorkerRegistry } from '@rowhouse/jobs';
import type { Messaging } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import { MESSAGING } from '../house/messaging-token.js';
import { wireSummary } from '../jobs/wire-job.js';
import { LOG, SETTINGS } from '../process/process.module.js';
import type { AdminSettings } from '../settings.js';
import { DatasetsPart } from './datasets-part.js';
import { mostFailures } from './job-problems.js';
import { oldestQueuedSeconds } from './oldest-queued.js';
import { poolsPart } from './pools-part.js';
import { findProblems, type UnscaledPool } from './problems.js';
import { workersPart } from './workers-part.js';

const mostRunning = 500;

/** Looks at every part of the house; a part that does not answer takes down nothing beside it. */
@Injectable()
export class OverviewSource {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(JobStore) private readonly jobs: JobStore,
    @Inject(WorkerRegistry) private readonly workers: WorkerRegistry,
    @Inject(DatasetsPart) private readonly datasets: DatasetsPart,
    @Inject(MESSAGING) private readonly messaging: Messaging,
    @Inject(SETTINGS) private readonly settings: AdminSettings,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  async compute(): Promise<Overview> {
    const unavailable: UnavailablePart[] = [];
    const part = async <T>(name: string, work: () => Promise<T>, otherwise: T): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        this.log.warn({ err: error, part: name }, 'a part of the overview could not be read');
        const known = error instanceof RowhouseError ? error : errors.UnexpectedApiError();
        unavailable.push({ part: name, code: known.code, reason: known.message });
        return otherwise;
      }
    };
    const [counts, running, failed, registered, datasets, unscaled] = await Promise.all([
      part('jobs', () => this.jobs.countsByStateAndPool(), []),
      part('running jobs', () => this.jobs.list({ state: 'running' }, { limit: mostRunning }), emptyPage),
      part('failures', () => this.jobs.list({ state: 'failed' }, { limit: mostFailures }), emptyPage),
      part('workers', () => this.workers.list(), []),
      part('datasets', () => this.datasets.read(), { total: 0, latest: [] }),
      part('scaling', () => this.#unscaled(), []),
    ]);
    const workers = workersPart(registered, running.items, new Date());
    const pools = await poolsPart(counts, workers, {
      oldest: (pool) => part('oldest job', () => oldestQueuedSeconds(this.database, pool), null),
      depth: (pool) => part('queue', () => this.messaging.queue.depth(pool), null),
    });
    const seen = {
      at: new Date().toISOString(),
      pools,
      workers,
      datasets,
      replicas: this.#replicas(),
      failures: failed.items.map(wireSummary),
      unavailable,
    };
    return { ...seen, problems: findProblems(seen, this.settings.DATABASE_MAX_REPLICA_LAG_MS, unscaled) };
  }

  /** Errors of pools that are scaled by somebody else now are old. */
  async #unscaled(): Promise<UnscaledPool[]> {
    const own = this.settings.POOL_SCALING.filter(({ mode }) => mode === 'rowhouse').map(({ pool }) => pool);
    if (own.length === 0) return [];
    const entries = await new ScalingBook(this.database).read();
    return entries.flatMap(({ pool, error }) =>
      error !== null && own.includes(pool) ? [{ pool, reason: error.reason }] : [],
    );
  }

  #replicas() {
    return this.database.replicas().map(({ name, up, lagMs, reason }) => ({
      name,
      healthy: up,
      lagMilliseconds: lagMs,
      reason,
    }));
  }
}

const emptyPage = { items: [], nextCursor: null };
