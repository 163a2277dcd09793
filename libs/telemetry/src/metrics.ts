import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

interface MetricOptions<Label extends string> {
  /** Without the `rowhouse_` prefix; units in the name, e.g. `job_run_seconds`. */
  name: string;
  help: string;
  labels?: readonly Label[];
}

/** The metrics of one process, in Prometheus' text format; one instance per process, handed to who needs it. */
export class Metrics {
  readonly registry = new Registry();

  constructor(options: { service: string; processMetrics?: boolean }) {
    this.registry.setDefaultLabels({ service: options.service });
    if (options.processMetrics !== false) collectDefaultMetrics({ register: this.registry });
  }

  counter<Label extends string = never>(options: MetricOptions<Label>): Counter<Label> {
    return new Counter(this.#configuration(options));
  }

  /** `collect` is called on each scrape and may set values. */
  gauge<Label extends string = never>(
    options: MetricOptions<Label> & { collect?: (gauge: Gauge<Label>) => void | Promise<void> },
  ): Gauge<Label> {
    const { collect } = options;
    return new Gauge<Label>({
      ...this.#configuration(options),
      ...(collect && {
        async collect(this: Gauge<Label>) {
          await collect(this);
        },
      }),
    });
  }

  /** `buckets` in the unit of the name; seconds from 1 ms to 60 s when absent. */
  histogram<Label extends string = never>(
    options: MetricOptions<Label> & { buckets?: number[] },
  ): Histogram<Label> {
    const buckets = options.buckets ?? [
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ];
    return new Histogram({ ...this.#configuration(options), buckets });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  render(): Promise<string> {
    return this.registry.metrics();
  }

  #configuration<Label extends string>({ name, help, labels }: MetricOptions<Label>) {
    return { name: `rowhouse_${name}`, help, labelNames: [...(labels ?? [])], registers: [this.registry] };
  }
}
