import type { Metrics } from '@rowhouse/telemetry';

/** What an operator would ask about the log of events. */
export class EventMetrics {
  readonly #logged;

  constructor(private readonly metrics: Metrics) {
    this.#logged = metrics.counter({
      name: 'events_logged_total',
      help: 'Events that got their place in the log.',
      labels: ['topic'],
    });
  }

  logged(topic: string): void {
    this.#logged.inc({ topic });
  }

  /** `seconds`: the age of the oldest event that has no place in the log yet, 0 when there is none. */
  watchInbox(seconds: () => Promise<number>): void {
    this.metrics.gauge({
      name: 'event_inbox_oldest_seconds',
      help: 'Age of the oldest committed event that is not in the log yet.',
      collect: async (gauge) => {
        // Not known while the database is away; the other metrics are.
        gauge.set(await seconds().catch(() => Number.NaN));
      },
    });
  }
}
