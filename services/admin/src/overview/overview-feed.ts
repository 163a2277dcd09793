import type { ServerResponse } from 'node:http';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { errors } from '@rowhouse/contract';
import { Database } from '@rowhouse/database';
import type { Messaging } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import { MESSAGING } from '../house/messaging-token.js';
import { LOG } from '../process/process.module.js';
import { OverviewCache } from './overview-cache.js';
import { Pace } from './pace.js';
import { Viewer } from './viewer.js';

const mostViewers = 100;
const heartbeatEveryMs = 15_000;

/** Between two pushes at least: what happens within is told together. */
const pushEveryMs = 500;

/** Without news the overview is looked at again after this, for lag, ages and a replica that was behind. */
const lookAgainAfterMs = 2_000;

/** Pushes the overview to everybody who watches; looks at nothing while nobody does. */
@Injectable()
export class OverviewFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #viewers = new Set<Viewer>();
  readonly #pace = new Pace(() => this.#show(this.#viewers), {
    atMostEveryMs: pushEveryMs,
    atLeastEveryMs: lookAgainAfterMs,
  });
  #heartbeat: NodeJS.Timeout | undefined;
  #unsubscribe: (() => Promise<void>)[] = [];

  constructor(
    @Inject(OverviewCache) private readonly cache: OverviewCache,
    @Inject(MESSAGING) private readonly messaging: Messaging,
    @Inject(Database) private readonly database: Database,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** Hears of state changes on the bus, and of new jobs as the dispatcher does. */
  async onApplicationBootstrap(): Promise<void> {
    const hear = () => this.#pace.ask();
    this.#unsubscribe = [
      await this.messaging.events.subscribe('job.#', hear, hear),
      await this.messaging.events.subscribe('dataset.#', hear, hear),
      await this.database.listen('rowhouse_jobs', hear),
    ];
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#rest();
    for (const viewer of this.#viewers) viewer.end();
    await Promise.all(this.#unsubscribe.map((unsubscribe) => unsubscribe()));
  }

  /** @throws ServerBusy */
  checkRoom(): void {
    if (this.#viewers.size >= mostViewers)
      throw errors.ServerBusy({ limit: mostViewers, what: 'viewers of the dashboard' });
  }

  add(response: ServerResponse): void {
    const viewer = new Viewer(response);
    this.#viewers.add(viewer);
    response.on('error', () => response.destroy());
    response.on('close', () => this.#remove(viewer));
    void this.#show([viewer]);
    this.#pace.start();
    this.#heartbeat ??= setInterval(() => {
      for (const each of this.#viewers) each.heartbeat();
    }, heartbeatEveryMs);
  }

  #remove(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size > 0) return;
    this.#rest();
  }

  #rest(): void {
    this.#pace.stop();
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }

  /** The cache keeps this cheap however many ask at once. */
  async #show(viewers: Iterable<Viewer>): Promise<void> {
    try {
      const json = JSON.stringify(await this.cache.get());
      for (const viewer of viewers) viewer.show(json);
    } catch (error) {
      this.log.warn({ err: error }, 'the overview could not be pushed');
    }
  }
}
