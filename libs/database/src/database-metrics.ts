import type { Metrics } from '@rowhouse/telemetry';
import type { ReplicaStatus } from './replicas/replica.js';

/** Who served a read: a replica, the primary because there are no replicas, or the primary for want of a fit one. */
export type ReadTarget = 'replica' | 'primary' | 'fallback';

/** What happens in the database layer, as Prometheus sees it. */
export interface DatabaseEvents {
  served(target: ReadTarget): void;
  refused(): void;
  retried(): void;
}

export interface DatabaseGauges {
  replicas(): readonly ReplicaStatus[];
  /** Connections in use by server. */
  connections(): { server: string; inUse: number }[];
}

export const unmeasured: DatabaseEvents = {
  served: () => undefined,
  refused: () => undefined,
  retried: () => undefined,
};

export function measure(metrics: Metrics, gauges: DatabaseGauges): DatabaseEvents {
  const reads = metrics.counter({
    name: 'database_reads_total',
    help: 'Reads by who served them; fallback is the primary for want of a fit replica.',
    labels: ['target'],
  });
  const refusals = metrics.counter({
    name: 'database_reads_refused_total',
    help: 'Reads refused with 503 because the primary already served the allowed number.',
  });
  const retries = metrics.counter({
    name: 'database_write_retries_total',
    help: 'Transactions run again after a serialization failure or a deadlock.',
  });
  metrics.gauge({
    name: 'database_replica_up',
    help: '1 when the replica answers and is a standby.',
    labels: ['replica'],
    collect: (gauge) => {
      for (const { name, up } of gauges.replicas()) gauge.set({ replica: name }, up ? 1 : 0);
    },
  });
  metrics.gauge({
    name: 'database_replica_lag_seconds',
    help: 'How far the replica is behind the primary; absent while it is down.',
    labels: ['replica'],
    collect: (gauge) => {
      gauge.reset();
      for (const { name, lagMs } of gauges.replicas()) {
        if (lagMs !== null) gauge.set({ replica: name }, lagMs / 1000);
      }
    },
  });
  metrics.gauge({
    name: 'database_connections_in_use',
    help: 'Pooled connections in use.',
    labels: ['server'],
    collect: (gauge) => {
      for (const { server, inUse } of gauges.connections()) gauge.set({ server }, inUse);
    },
  });
  return {
    served: (target) => reads.inc({ target }),
    refused: () => refusals.inc(),
    retried: () => retries.inc(),
  };
}
