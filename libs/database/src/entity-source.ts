import 'reflect-metadata';
import { DataSource, type DataSourceOptions, type Logger } from 'typeorm';
import type { ConnectionOptions } from './connection-pool.js';
import type { EntityClass } from './settings.js';

/** TypeORM prints failed migrations to the console whatever `logging` says; the error that is thrown tells more. */
const silent: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** TypeORM for entities; it never changes the schema by itself. */
export function entitySource(
  options: ConnectionOptions,
  entities: readonly EntityClass[],
  poolSize: number,
  more: Partial<Pick<DataSourceOptions, 'migrations' | 'migrationsTableName'>> = {},
): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url.text,
    applicationName: options.applicationName,
    poolSize,
    connectTimeoutMS: options.connectMs,
    entities: [...entities],
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logger: silent,
    poolErrorHandler: () => undefined,
    extra: { keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
    ...more,
  });
}
