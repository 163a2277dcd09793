export {
  type ConsistencyToken,
  laterToken,
  parseConsistencyToken,
} from './consistency-token.js';
export { Database } from './database.js';
export { Gathered } from './gathered.js';
export { Leadership, type LeadershipTiming, leadershipTiming } from './leader/leadership.js';
export { Wakeup } from './leader/wakeup.js';
export { type MigrationClass, MigrationFailed, type MigrationSet, migrate } from './migrate.js';
export { type PreparedStatement, prepared } from './prepared.js';
export type { ReplicaStatus } from './replicas/replica.js';
export type { DatabaseLog, DatabaseSettings, EntityClass } from './settings.js';
export type { Sql } from './sql.js';
export type { Timing } from './timing.js';
export type { Committed, WriteOptions } from './transaction.js';
