import type { EntitySchema } from 'typeorm';
import { type Timing, timingDefaults } from './timing.js';

/** Where a warning about a replica or a lost connection goes; a pino logger fits. */
export interface DatabaseLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface DatabaseSettings {
  /** The primary, `postgres://user:password@host:port/database`. */
  url: string;
  /** Read replicas; empty when all reads go to the primary. */
  replicaUrls: readonly string[];
  /** Most connections per server and pool. */
  poolSize: number;
  /** A replica further behind than this serves nobody. */
  maxReplicaLagMs: number;
  /** Most reads at once on the primary while replicas are configured but none can serve. */
  primaryReadLimit: number;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  entities?: readonly EntityClass[];
  log?: DatabaseLog;
  timing?: Partial<Timing>;
}

// biome-ignore lint/complexity/noBannedTypes: TypeORM itself types an entity class as a Function.
export type EntityClass = Function | EntitySchema;

export function timingOf(settings: Pick<DatabaseSettings, 'timing'>): Timing {
  return { ...timingDefaults, ...settings.timing };
}
