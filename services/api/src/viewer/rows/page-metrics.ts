import type { Metrics } from '@rowhouse/telemetry';

/** How pages of rows are served. */
export class PageMetrics {
  readonly #served;
  readonly #reads;

  constructor(metrics: Metrics) {
    this.#served = metrics.counter({
      name: 'row_pages_total',
      help: 'Pages of rows by where they came from: memory, parquet, or another reader that was already reading it.',
      labels: ['source'],
    });
    this.#reads = metrics.histogram({
      name: 'row_page_read_seconds',
      help: 'Time to read one page from Parquet.',
    });
  }

  served(source: 'memory' | 'parquet' | 'shared'): void {
    this.#served.inc({ source });
  }

  async timeRead<T>(read: () => Promise<T>): Promise<T> {
    const end = this.#reads.startTimer();
    try {
      return await read();
    } finally {
      end();
    }
  }
}
