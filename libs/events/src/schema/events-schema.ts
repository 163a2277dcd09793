import type { MigrationSet } from '@rowhouse/database';
import { CreateEventLog1763700000300 } from './1763700000300-create-event-log.js';
import { CreateWebhooks1763700000350 } from './1763700000350-create-webhooks.js';

/** The tables of this lib. */
export const eventsMigrations: MigrationSet = {
  name: 'events',
  migrations: [CreateEventLog1763700000300, CreateWebhooks1763700000350],
};
