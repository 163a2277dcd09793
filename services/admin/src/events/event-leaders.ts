import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { DeliveryQueue, EventKeeper, EventLog, EventMetrics } from '@rowhouse/events';
import type { Messaging } from '@rowhouse/messaging';
import { type Logger, Metrics } from '@rowhouse/telemetry';
import { MESSAGING } from '../house/messaging-token.js';
import { LOG, SETTINGS } from '../process/process.module.js';
import type { AdminSettings } from '../settings.js';
import { AddressGuard } from '../webhooks/address-guard.js';
import { WebhookDeliverer } from '../webhooks/webhook-deliverer.js';
import { WebhookMetrics } from '../webhooks/webhook-metrics.js';

/** What one process of the house does with events: keep their log in order, and deliver them to webhooks. */
@Injectable()
export class EventLeaders implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #keeper: EventKeeper;
  readonly #deliverer: WebhookDeliverer;

  constructor(
    @Inject(Database) database: Database,
    @Inject(MESSAGING) { events }: Messaging,
    @Inject(Metrics) metrics: Metrics,
    @Inject(SETTINGS) settings: AdminSettings,
    @Inject(LOG) log: Logger,
  ) {
    this.#keeper = new EventKeeper(database, {
      events,
      metrics: new EventMetrics(metrics),
      log,
      retentionSeconds: settings.EVENT_RETENTION_HOURS * 3_600,
      retentionRows: settings.EVENT_RETENTION_ROWS,
    });
    const queue = new DeliveryQueue(database, new EventLog(database));
    this.#deliverer = new WebhookDeliverer(database, queue, {
      guard: new AddressGuard(settings.WEBHOOK_ALLOWED_NETWORKS),
      events,
      log,
      metrics: new WebhookMetrics(metrics, () => queue.pending()),
      timeoutMs: settings.WEBHOOK_TIMEOUT_SECONDS * 1_000,
      concurrency: settings.WEBHOOK_CONCURRENCY,
      maxAttempts: settings.WEBHOOK_MAX_ATTEMPTS,
      retryMs: settings.WEBHOOK_RETRY_SECONDS * 1_000,
      disableDays: settings.WEBHOOK_DISABLE_DAYS,
      logDays: settings.WEBHOOK_LOG_DAYS,
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await Promise.all([this.#keeper.start(), this.#deliverer.start()]);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.#keeper.stop(), this.#deliverer.stop()]);
  }
}
