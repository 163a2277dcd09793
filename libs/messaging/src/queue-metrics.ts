import type { Metrics } from '@rowhouse/telemetry';

/** Counts what a queue does, by pool. */
export interface QueueMetrics {
  published(pool: string, messages: number): void;
  publishFailed(pool: string, messages: number): void;
  delivered(pool: string, redelivered: boolean): void;
  handlerFailed(pool: string): void;
  deadLettered(pool: string): void;
  /** Deleted to keep their number bounded. */
  deadLettersDropped(pool: string, messages: number): void;
}

/** Make it once per process: the registry refuses a second set of the same names. */
export function queueMetrics(metrics: Metrics): QueueMetrics {
  const labels = ['pool'] as const;
  const counter = (name: string, help: string) => metrics.counter({ name, help, labels });
  const published = counter('queue_published_total', 'Job messages that the queue has confirmed.');
  const failed = counter(
    'queue_publish_failures_total',
    'Job messages that the queue did not confirm in time or returned.',
  );
  const delivered = counter('queue_deliveries_total', 'Job messages handed to a handler.');
  const redelivered = counter('queue_redeliveries_total', 'Deliveries that were not the first of a message.');
  const handlerFailures = counter('queue_handler_failures_total', 'Deliveries whose handler failed.');
  const dead = counter('queue_dead_letters_total', 'Job messages that this process dead-lettered.');
  const dropped = counter(
    'queue_dead_letters_dropped_total',
    'Dead letters deleted because there were too many or they were too old; of the Postgres queue only.',
  );
  return {
    published: (pool, messages) => published.inc({ pool }, messages),
    publishFailed: (pool, messages) => failed.inc({ pool }, messages),
    delivered: (pool, again) => {
      delivered.inc({ pool });
      if (again) redelivered.inc({ pool });
    },
    handlerFailed: (pool) => handlerFailures.inc({ pool }),
    deadLettered: (pool) => dead.inc({ pool }),
    deadLettersDropped: (pool, messages) => dropped.inc({ pool }, messages),
  };
}

export const noQueueMetrics: QueueMetrics = {
  published: () => {},
  publishFailed: () => {},
  delivered: () => {},
  handlerFailed: () => {},
  deadLettered: () => {},
  deadLettersDropped: () => {},
};
