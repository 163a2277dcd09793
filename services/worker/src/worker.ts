import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from '@rowhouse/database';
import { DatasetEntity, Datasets } from '@rowhouse/datasets';
import { NestLog, ServerCertificate } from '@rowhouse/http';
import { JobLogs, JobMetrics, JobRemains, JobStore, WorkerRegistry } from '@rowhouse/jobs';
import { JobTransport, openMessaging } from '@rowhouse/messaging';
import { openBlobStore } from '@rowhouse/storage';
import { type Logger, Metrics } from '@rowhouse/telemetry';
import { ChildPool } from './child/child-pool.js';
import { JobKinds } from './kinds/job-kinds.js';
import { loadKinds } from './kinds/kind-modules.js';
import { JobRunner } from './run/job-runner.js';
import { processMemoryMb } from './run/memory-watch.js';
import { Presence } from './run/presence.js';
import { RemainsSweep } from './run/remains-sweep.js';
import { sweepScratch } from './run/sweep-scratch.js';
import type { WorkerSettings } from './settings.js';
import { WorkerModule } from './worker.module.js';

/** A worker that runs; `stop` ends it within the grace time. */
export interface RunningWorker {
  stop(): Promise<void>;
}

/** Connects everything a worker needs and starts to take jobs. */
export async function startWorker(settings: WorkerSettings, log: Logger): Promise<RunningWorker> {
  const kindClasses = await loadKinds(settings.WORKER_KIND_MODULES);
  const metrics = new Metrics({ service: 'worker' });
  await mkdir(settings.SCRATCH_DIR, { recursive: true });
  await sweepScratch(settings.SCRATCH_DIR);
  const database = await Database.connect(databaseSettings(settings, log), metrics);
  const messaging = await openMessaging({
    queueUrl: settings.QUEUE_URL,
    database,
    log,
    metrics,
    name: 'worker',
  });
  const { queue, events } = messaging;
  const jobs = new JobStore(database, {
    events,
    metrics: new JobMetrics(metrics),
    log,
    leaseMs: settings.JOB_LEASE_SECONDS * 1000,
  });
  const blobs = openBlobStore(settings.BLOB_URL, {
    s3Endpoint: settings.S3_ENDPOINT,
    gcsEmulator: settings.STORAGE_EMULATOR_HOST,
  });
  const workerId = `${hostname()}-${randomUUID().slice(0, 8)}`;
  const children = new ChildPool({
    blobUrl: settings.BLOB_URL,
    s3Endpoint: settings.S3_ENDPOINT,
    gcsEmulator: settings.STORAGE_EMULATOR_HOST,
    blobCacheMb: settings.BLOB_CACHE_MB,
    scratchDir: settings.SCRATCH_DIR,
    memoryMb: settings.JOB_MEMORY_MB,
    threads: settings.JOB_THREADS,
    kindModules: settings.WORKER_KIND_MODULES,
  });
  const pool = settings.WORKER_POOL;
  const certificate = ServerCertificate.read(settings.TLS_DIR, log);
  const secure = certificate && { https: certificate.options };
  const app = await NestFactory.create<NestFastifyApplication>(
    WorkerModule.with({
      pool,
      kindClasses,
      metrics,
      runner: {
        workerId,
        timeoutSeconds: settings.JOB_TIMEOUT_SECONDS,
        memoryLimitMb: processMemoryMb(settings.JOB_MEMORY_MB),
        database,
        jobs,
        logs: new JobLogs(database),
        datasets: new Datasets(database, jobs),
        blobs,
        children,
        log,
      },
    }),
    secure ? new FastifyAdapter(secure) : new FastifyAdapter(),
    { logger: new NestLog(log), abortOnError: false },
  );
  const runner = app.get(JobRunner);
  const presence = new Presence(
    new WorkerRegistry(database),
    runner,
    { id: workerId, pool, host: hostname(), concurrency: settings.WORKER_CONCURRENCY },
    log,
  );
  const sweep = new RemainsSweep(new JobRemains(database), { pool, kinds: app.get(JobKinds), blobs, log });
  app.connectMicroservice({
    strategy: new JobTransport({ queue, pool, prefetch: settings.WORKER_CONCURRENCY }),
  });
  // Jobs come last: a port that is taken ends the start before there is one to lose.
  await app.listen(settings.PORT, settings.HOST);
  certificate?.follow(app.getHttpServer());
  await presence.start();
  sweep.start();
  await app.startAllMicroservices();
  const url = await app.getUrl();
  log.info({ pool, kinds: app.get(JobKinds).ofPool(pool), worker: workerId, url }, 'worker ready');

  return {
    async stop() {
      // Closing the app stops deliveries and waits for those that run; after the grace time they are handed back.
      const grace = setTimeout(() => void runner.releaseAll(), settings.WORKER_GRACE_SECONDS * 1000);
      await app.close();
      clearTimeout(grace);
      await presence.stop();
      await sweep.stop();
      await children.close();
      await messaging.close();
      await database.close();
    },
  };
}

function databaseSettings(settings: WorkerSettings, log: Logger) {
  return {
    url: settings.DATABASE_URL,
    replicaUrls: [],
    poolSize: settings.DATABASE_POOL_SIZE,
    maxReplicaLagMs: 0,
    primaryReadLimit: settings.DATABASE_POOL_SIZE,
    applicationName: `rowhouse-worker-${settings.WORKER_POOL}`,
    entities: [DatasetEntity],
    log,
  };
}
