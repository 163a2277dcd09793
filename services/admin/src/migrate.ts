import { authMigrations } from '@rowhouse/auth';
import { loadSettings } from '@rowhouse/config';
import { type MigrationSet, migrate } from '@rowhouse/database';
import { datasetsMigrations } from '@rowhouse/datasets';
import { jobsMigrations } from '@rowhouse/jobs';
import { messagingMigrations } from '@rowhouse/messaging';
import { createLogger } from '@rowhouse/telemetry';
import { migrateSettings } from './settings.js';

/** The schema of the whole house, in the order in which tables refer to each other. */
const migrationSets: readonly MigrationSet[] = [
  messagingMigrations,
  jobsMigrations,
  datasetsMigrations,
  authMigrations,
];

const settings = loadSettings(migrateSettings);
const log = createLogger({ service: 'migrate', level: settings.LOG_LEVEL });
try {
  const ran = await migrate(settings.DATABASE_URL, migrationSets, log);
  for (const name of ran) process.stdout.write(`applied ${name}\n`);
  process.stdout.write(
    ran.length === 0 ? 'The schema is up to date.\n' : `${ran.length} migrations applied.\n`,
  );
} catch (error) {
  log.fatal({ err: error }, 'the migrations failed');
  process.exitCode = 1;
}
