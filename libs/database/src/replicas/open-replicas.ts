import { type ConnectionOptions, ConnectionPool } from '../connection-pool.js';
import { parseConnectionUrl } from '../connection-url.js';
import type { DatabaseEvents } from '../database-metrics.js';
import { Probe } from '../probe.js';
import type { DatabaseSettings } from '../settings.js';
import type { Timing } from '../timing.js';
import { type PrimaryPosition, primaryPosition, ReplicaMonitor } from './monitor.js';
import { ReadGate } from './read-gate.js';
import { ReadRouter } from './read-router.js';
import { Replica, type ReplicaHooks, type ReplicaStatus } from './replica.js';
import { WalClock } from './wal-clock.js';

/** The parts that serve reads, put together. */
export interface Replicas {
  router: ReadRouter;
  /** Resolves after the first look at each replica. */
  start(): Promise<void>;
  statuses(): ReplicaStatus[];
  /** Connections to the primary that reads use right now. */
  primaryReadsInUse(): number;
  close(): Promise<void>;
}

export function openReplicas(
  settings: DatabaseSettings,
  primary: ConnectionOptions,
  timing: Timing,
  events: Pick<DatabaseEvents, 'served' | 'refused'>,
): Replicas {
  const { poolSize, maxReplicaLagMs, primaryReadLimit, replicaUrls, log } = settings;
  const clock = new WalClock();
  // The primary's own reads have a pool of their own, so that they never keep writes waiting for a connection.
  const reading = { ...primary, statementMs: timing.readStatementMs, readOnly: true, max: poolSize };
  const primaryReads = new ConnectionPool(reading);
  const probeTimeoutMs = timing.probeTimeoutMs;
  const probe = new Probe<PrimaryPosition>(primary, primaryPosition, probeTimeoutMs);
  const monitor = new ReplicaMonitor(probe, clock, timing.probeIntervalMs, log);
  const hooks: ReplicaHooks = {
    suspected: (replica) => void monitor.look(replica),
    changed: ({ name, up, lagMs, reason }) => {
      if (up) log?.info({ replica: name, lagMs }, 'replica is up');
      else log?.warn({ replica: name, reason }, 'replica is down');
    },
  };
  const replicas = replicaUrls.map((url, index) => {
    const options = { ...reading, url: parseConnectionUrl(url, `replica ${index + 1}`), probeTimeoutMs };
    return new Replica({ ...options, connectMs: timing.replicaConnectMs }, clock, hooks);
  });
  const router = new ReadRouter(
    replicas,
    primaryReads,
    new ReadGate(primaryReadLimit, timing.primaryReadWaitMs, () => events.refused()),
    { maxLagMs: maxReplicaLagMs, tokenWaitMs: timing.tokenWaitMs },
    (target) => events.served(target),
  );
  return {
    router,
    start: async () => (replicas.length === 0 ? undefined : monitor.start(replicas)),
    statuses: () => replicas.map((replica) => replica.status),
    primaryReadsInUse: () => primaryReads.inUse,
    close: async () => {
      monitor.stop();
      await Promise.all([primaryReads.end(), ...replicas.map((replica) => replica.close())]);
    },
  };
}
