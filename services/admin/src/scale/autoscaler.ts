import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { PoolWork, ScalingBook } from '@rowhouse/jobs';
import { type Logger, Metrics } from '@rowhouse/telemetry';
import { LOG, SETTINGS } from '../process/process.module.js';
import type { AdminSettings } from '../settings.js';
import { PoolPods } from './pool-pods.js';
import { ScalingLeader } from './scaling-leader.js';
import { ScalingMetrics } from './scaling-metrics.js';
import { ScalingReports } from './scaling-reports.js';

/** Takes part in the election of the autoscaler's leader where a pool of the settings asks for the built-in one. */
@Injectable()
export class Autoscaler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #leader: ScalingLeader | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: AdminSettings,
    @Inject(Database) private readonly database: Database,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { POOL_SCALING, POOL_SCALING_SECONDS, KUBERNETES_NAMESPACE, RELEASE_NAME } = this.settings;
    const pools = POOL_SCALING.filter((pool) => pool.mode === 'rowhouse');
    if (pools.length === 0 || !KUBERNETES_NAMESPACE || !RELEASE_NAME) return;
    this.#leader = new ScalingLeader(this.database, {
      pools,
      work: new PoolWork(this.database),
      pods: await PoolPods.connect({ namespace: KUBERNETES_NAMESPACE, name: RELEASE_NAME }),
      reports: new ScalingReports(new ScalingBook(this.database), new ScalingMetrics(this.metrics), this.log),
      intervalMs: POOL_SCALING_SECONDS * 1_000,
      log: this.log,
    });
    this.#leader.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#leader?.stop();
  }
}
