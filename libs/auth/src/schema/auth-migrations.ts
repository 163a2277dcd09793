import type { MigrationSet } from '@rowhouse/database';
import { CreateAccessTokens1763700000900 } from './1763700000900-create-access-tokens.js';

export const authMigrations: MigrationSet = {
  name: 'auth',
  migrations: [CreateAccessTokens1763700000900],
};
