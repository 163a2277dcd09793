import { Global, Module } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { DatasetEntity, Datasets } from '@rowhouse/datasets';
import { JobMetrics, JobStore, jobEntities, WorkerRegistry } from '@rowhouse/jobs';
import { type Messaging, openMessaging } from '@rowhouse/messaging';
import { type Logger, Metrics } from '@rowhouse/telemetry';
import { LOG, SETTINGS } from '../process/process.module.js';
import type { AdminSettings } from '../settings.js';
import { HouseTasks } from '../sweep/house-tasks.js';
import { Leaders } from './leaders.js';
import { MESSAGING } from './messaging-token.js';
import { Shutdown } from './shutdown.js';

const database = {
  provide: Database,
  inject: [SETTINGS, LOG, Metrics],
  useFactory: (settings: AdminSettings, log: Logger, metrics: Metrics) =>
    Database.connect(
      {
        url: settings.DATABASE_URL,
        replicaUrls: settings.DATABASE_REPLICA_URLS,
        poolSize: settings.DATABASE_POOL_SIZE,
        maxReplicaLagMs: settings.DATABASE_MAX_REPLICA_LAG_MS,
        primaryReadLimit: settings.DATABASE_PRIMARY_READ_LIMIT,
        applicationName: 'rowhouse-admin',
        entities: [DatasetEntity, ...jobEntities],
        log,
      },
      metrics,
    ),
};

const messaging = {
  provide: MESSAGING,
  inject: [SETTINGS, Database, LOG, Metrics],
  useFactory: (settings: AdminSettings, db: Database, log: Logger, metrics: Metrics) =>
    openMessaging({ queueUrl: settings.QUEUE_URL, database: db, log, metrics, name: 'rowhouse-admin' }),
};

const jobMetrics = {
  provide: JobMetrics,
  inject: [Metrics],
  useFactory: (metrics: Metrics) => new JobMetrics(metrics),
};

const jobStore = {
  provide: JobStore,
  inject: [Database, MESSAGING, JobMetrics, LOG],
  useFactory: (db: Database, { events }: Messaging, metrics: JobMetrics, log: Logger) =>
    new JobStore(db, { events, metrics, log }),
};

const datasets = {
  provide: Datasets,
  inject: [Database, JobStore],
  useFactory: (db: Database, jobs: JobStore) => new Datasets(db, jobs),
};

const workers = {
  provide: WorkerRegistry,
  inject: [Database],
  useFactory: (db: Database) => new WorkerRegistry(db),
};

const shared = [database, messaging, jobMetrics, jobStore, datasets, workers];

/** The database, the queue and event bus, jobs and datasets: one of each for the whole process. */
@Global()
@Module({ providers: [...shared, Leaders, HouseTasks, Shutdown], exports: [...shared, Leaders] })
export class HouseModule {}
