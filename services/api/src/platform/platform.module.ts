import { type DynamicModule, Module } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { DatasetEntity, Datasets } from '@rowhouse/datasets';
import { JobStore, jobEntities } from '@rowhouse/jobs';
import { type Messaging, openMessaging } from '@rowhouse/messaging';
import { openBlobStore } from '@rowhouse/storage';
import { type Logger, Metrics } from '@rowhouse/telemetry';
import { PublicUrl } from '../http/public-url.js';
import type { ApiSettings } from '../settings.js';
import { PlatformClosing } from './platform-closing.js';
import { Shutdown } from './shutdown.js';
import { BLOBS, LOG, MESSAGING, SETTINGS } from './tokens.js';

/** What there is before the application. */
export interface Process {
  settings: ApiSettings;
  log: Logger;
  metrics: Metrics;
  shutdown: Shutdown;
}

/** The process's way to everything outside it. */
@Module({})
export class PlatformModule {
  static for({ settings, log, metrics, shutdown }: Process): DynamicModule {
    const providers = [
      { provide: SETTINGS, useValue: settings },
      { provide: LOG, useValue: log },
      { provide: Metrics, useValue: metrics },
      { provide: Shutdown, useValue: shutdown },
      { provide: PublicUrl, useValue: new PublicUrl(settings.PUBLIC_URL) },
      { provide: Database, useFactory: () => Database.connect(databaseSettings(settings, log), metrics) },
      { provide: BLOBS, useFactory: () => openBlobStore(settings.BLOB_URL) },
      {
        provide: MESSAGING,
        useFactory: (database: Database) =>
          openMessaging({ queueUrl: settings.QUEUE_URL, database, log, metrics, name: 'api' }),
        inject: [Database],
      },
      {
        provide: JobStore,
        useFactory: (database: Database, { events }: Messaging) => new JobStore(database, { events, log }),
        inject: [Database, MESSAGING],
      },
      {
        provide: Datasets,
        useFactory: (database: Database, jobs: JobStore) => new Datasets(database, jobs),
        inject: [Database, JobStore],
      },
    ];
    return {
      global: true,
      module: PlatformModule,
      providers: [...providers, PlatformClosing],
      exports: providers.map(({ provide }) => provide),
    };
  }
}

function databaseSettings(settings: ApiSettings, log: Logger) {
  return {
    url: settings.DATABASE_URL,
    replicaUrls: settings.DATABASE_REPLICA_URLS,
    poolSize: settings.DATABASE_POOL_SIZE,
    maxReplicaLagMs: settings.DATABASE_MAX_REPLICA_LAG_MS,
    primaryReadLimit: settings.DATABASE_PRIMARY_READ_LIMIT,
    applicationName: 'rowhouse-api',
    entities: [DatasetEntity, ...jobEntities],
    log,
  };
}
