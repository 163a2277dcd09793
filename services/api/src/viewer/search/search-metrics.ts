import type { SearchPool } from '@rowhouse/tables';
import type { Metrics } from '@rowhouse/telemetry';

export type SearchOutcome = 'answered' | 'busy' | 'timeout' | 'left' | 'failed';

/** How searches go. */
export class SearchMetrics {
  readonly #ended;
  readonly #seconds;

  constructor(metrics: Metrics, pool: SearchPool) {
    this.#ended = metrics.counter({
      name: 'searches_total',
      help: 'Searches by how they ended: answered, busy (refused), timeout, left (by the client), failed.',
      labels: ['outcome'],
    });
    this.#seconds = metrics.histogram({
      name: 'search_seconds',
      help: 'Time of an answered search, from its start to its rows, waiting included.',
    });
    metrics.gauge({
      name: 'search_threads_busy',
      help: 'Searches that look into an index now.',
      collect: (gauge) => gauge.set(pool.running),
    });
    metrics.gauge({
      name: 'searches_waiting',
      help: 'Searches that wait for a thread.',
      collect: (gauge) => gauge.set(pool.waiting),
    });
  }

  startTimer(): () => void {
    return this.#seconds.startTimer();
  }

  ended(outcome: SearchOutcome): void {
    this.#ended.inc({ outcome });
  }
}
