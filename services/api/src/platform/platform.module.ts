import { type DynamicModule, Module } from '@nestjs/common';
import {
  AdminToken,
  Authenticator,
  type AuthenticatorOptions,
  authFailureCounter,
  TokenStore,
} from '@rowhouse/auth';
import { Database } from '@rowhouse/database';
import { DatasetEntity, Datasets } from '@rowhouse/datasets';
import { JobStore, jobEntities } from '@rowhouse/jobs';
import { type Messaging, openMessaging } from '@rowhouse/messaging';
import { openBlobStore } from '@rowhouse/storage';
import { type Logger, Metrics } from '@rowhouse/telemetry';
import { Access } from '../access/access.js';
import { AccessDecisions } from '../access/access-decisions.js';
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
  decisions: AccessDecisions;
}

/** The process's way to everything outside it. */
@Module({})
export class PlatformModule {
  static for({ settings, log, metrics, shutdown, decisions }: Process): DynamicModule {
    const providers = [
      { provide: SETTINGS, useValue: settings },
      { provide: LOG, useValue: log },
      { provide: Metrics, useValue: metrics },
      { provide: Shutdown, useValue: shutdown },
      { provide: AccessDecisions, useValue: decisions },
      { provide: PublicUrl, useValue: new PublicUrl(settings.PUBLIC_URL) },
      { provide: Database, useFactory: () => Database.connect(databaseSettings(settings, log), metrics) },
      {
        provide: BLOBS,
        useFactory: () =>
          openBlobStore(settings.BLOB_URL, {
            s3Endpoint: settings.S3_ENDPOINT,
            gcsEmulator: settings.STORAGE_EMULATOR_HOST,
            scratchDir: settings.SCRATCH_DIR,
            cacheMb: settings.BLOB_CACHE_MB,
          }),
      },
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
        useFactory: async (database: Database, jobs: JobStore) => {
          const datasets = new Datasets(database, jobs);
          if (settings.AUTH_MODE === 'token') await datasets.access.start();
          return datasets;
        },
        inject: [Database, JobStore],
      },
      {
        provide: TokenStore,
        useFactory: (database: Database) => new TokenStore(database),
        inject: [Database],
      },
      {
        provide: Authenticator,
        useFactory: async (database: Database) => {
          const authenticator = new Authenticator(database, await authentication(settings, metrics));
          if (settings.AUTH_MODE === 'token') await authenticator.start();
          return authenticator;
        },
        inject: [Database],
      },
      Access,
    ];
    return {
      global: true,
      module: PlatformModule,
      providers: [...providers, PlatformClosing],
      exports: providers.map((each) => ('provide' in each ? each.provide : each)),
    };
  }
}

async function authentication(settings: ApiSettings, metrics: Metrics): Promise<AuthenticatorOptions> {
  return {
    mode: settings.AUTH_MODE,
    adminToken: await AdminToken.load({ text: settings.ADMIN_TOKEN, file: settings.ADMIN_TOKEN_FILE }),
    failed: authFailureCounter(metrics),
  };
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
