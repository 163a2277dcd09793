import type { Database } from '@rowhouse/database';
import type { Logger, Metrics } from '@rowhouse/telemetry';
import { MessagingSetupError } from './messaging-setup-error.js';
import type { EventBus } from './ports/event-bus.js';
import type { JobQueue } from './ports/job-queue.js';
import { PostgresEventBus } from './postgres/postgres-event-bus.js';
import { PostgresQueue } from './postgres/postgres-queue.js';
import { queueMetrics } from './queue-metrics.js';
import { RabbitMqConnection } from './rabbitmq/rabbitmq-connection.js';
import { RabbitMqEventBus } from './rabbitmq/rabbitmq-event-bus.js';
import { RabbitMqQueue } from './rabbitmq/rabbitmq-queue.js';

export interface MessagingOptions {
  /** `postgres`, or `amqp(s)://user:password@host:port/vhost`. */
  queueUrl: string;
  database: Database;
  log: Logger;
  metrics?: Metrics;
  /** Shown in the broker's list of connections. */
  name?: string;
}

export interface Messaging {
  queue: JobQueue;
  events: EventBus;
  /** False while the broker can't be reached; for readiness and the dashboard. */
  isConnected(): boolean;
  /** Stops all consumers, waits for their running handlers, ends subscriptions and connections of its own. */
  close(): Promise<void>;
}

/** Chooses the drivers. Does not wait for a broker that is down: it is used as soon as it is there. */
export async function openMessaging(options: MessagingOptions): Promise<Messaging> {
  if (options.queueUrl === 'postgres') return openPostgres(options);
  if (/^amqps?:\/\/[^/]/.test(options.queueUrl) && URL.canParse(options.queueUrl)) {
    return openRabbitMq(options);
  }
  // The value may hold a password: only what stands before the first colon is shown.
  const scheme = options.queueUrl.split(':', 1)[0]?.slice(0, 20);
  throw new MessagingSetupError(
    `QUEUE_URL must be 'postgres' or a URL such as 'amqp://user:password@host:5672/vhost'; it begins with '${scheme}'.`,
  );
}

function openPostgres({ database, log, metrics }: MessagingOptions): Messaging {
  const queue = new PostgresQueue({ database, log, ...(metrics && { metrics: queueMetrics(metrics) }) });
  const events = new PostgresEventBus({ database, log });
  return {
    queue,
    events,
    isConnected: () => true,
    close: async () => {
      await Promise.all([queue.close(), events.close()]);
    },
  };
}

async function openRabbitMq({ queueUrl, log, metrics, name }: MessagingOptions): Promise<Messaging> {
  const open = (purpose: string) =>
    RabbitMqConnection.open(queueUrl, { name: `${name ?? 'rowhouse'} (${purpose})`, log });
  const [publishing, consuming] = await Promise.all([open('publishing'), open('consuming')]);
  const connections = { publishing, consuming };
  const queue = new RabbitMqQueue({
    ...connections,
    log,
    ...(metrics && { metrics: queueMetrics(metrics) }),
  });
  const events = new RabbitMqEventBus({ ...connections, log });
  return {
    queue,
    events,
    isConnected: () => publishing.isConnected && consuming.isConnected,
    close: async () => {
      await Promise.all([queue.close(), events.close()]);
      await Promise.all([publishing.close(), consuming.close()]);
    },
  };
}
