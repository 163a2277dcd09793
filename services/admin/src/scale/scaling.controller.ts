import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { PoolScaling, Scaling } from '@rowhouse/contract';
import { Database } from '@rowhouse/database';
import { ScalingBook, WorkerRegistry } from '@rowhouse/jobs';
import { silentAfterMs } from '../overview/workers-part.js';
import { SETTINGS } from '../process/process.module.js';
import type { AdminSettings } from '../settings.js';

@Controller('admin/scaling')
export class ScalingController {
  readonly #book: ScalingBook;

  constructor(
    @Inject(SETTINGS) private readonly settings: AdminSettings,
    @Inject(WorkerRegistry) private readonly workers: WorkerRegistry,
    @Inject(Database) database: Database,
  ) {
    this.#book = new ScalingBook(database);
  }

  @Get()
  @Header('cache-control', 'no-store')
  async list(): Promise<Scaling> {
    const pools = this.settings.POOL_SCALING;
    if (pools.length === 0) return { pools: [] };
    const [entries, workers] = await Promise.all([this.#book.read(), this.workers.list()]);
    const live = workers.filter(({ lastSeen }) => Date.now() - lastSeen.getTime() < silentAfterMs);
    return {
      pools: pools.map((scaled): PoolScaling => {
        const own = { pool: scaled.pool, workers: live.filter(({ pool }) => pool === scaled.pool).length };
        if (scaled.mode !== 'rowhouse')
          return {
            ...own,
            mode: scaled.mode,
            minReplicas: null,
            maxReplicas: null,
            status: null,
            error: null,
            changes: [],
          };
        const { minReplicas, maxReplicas } = scaled.rule;
        const entry = entries.find(({ pool }) => pool === scaled.pool);
        return {
          ...own,
          mode: scaled.mode,
          minReplicas,
          maxReplicas,
          status: entry?.status ?? null,
          error: entry?.error ?? null,
          changes: entry?.changes ?? [],
        };
      }),
    };
  }
}
