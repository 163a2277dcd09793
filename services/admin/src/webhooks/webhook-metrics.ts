import type { Metrics } from '@rowhouse/telemetry';

/** What an operator would ask about webhooks. */
export class WebhookMetrics {
  readonly #seconds;
  readonly #disabled;

  /** `pending` counts the deliveries that wait, of all webhooks. */
  constructor(metrics: Metrics, pending: () => Promise<number>) {
    this.#seconds = metrics.histogram({
      name: 'webhook_attempt_seconds',
      help: 'Time of one attempt to deliver an event to a webhook.',
      labels: ['outcome'],
    });
    this.#disabled = metrics.counter({
      name: 'webhooks_disabled_total',
      help: 'Webhooks that were switched off because their receiver failed for too long, fell behind or is gone.',
    });
    metrics.gauge({
      name: 'webhook_deliveries_pending',
      help: 'Deliveries that wait for an attempt, counted up to 100,000.',
      collect: async (gauge) => {
        // Not known while the database is away; the other metrics are.
        gauge.set(await pending().catch(() => Number.NaN));
      },
    });
  }

  attempted(outcome: 'delivered' | 'failed', seconds: number): void {
    this.#seconds.observe({ outcome }, seconds);
  }

  disabled(): void {
    this.#disabled.inc();
  }
}
