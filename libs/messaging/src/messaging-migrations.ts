import type { MigrationSet } from '@rowhouse/database';
import { QueueMessage1763700000000 } from './postgres/queue-message-migration.js';

/** The tables of this lib. */
export const messagingMigrations: MigrationSet = {
  name: 'messaging',
  migrations: [QueueMessage1763700000000],
};
