import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Database, migrate } from '@rowhouse/database';
import { datasetsMigrations } from '@rowhouse/datasets';
import { jobsMigrations } from '@rowhouse/jobs';
import { messagingMigrations } from '@rowhouse/messaging';
import {
  FlakyProxy,
  freePort,
  type PrivateBroker,
  type PrivatePrimary,
  startBroker,
  startPrimary,
  tempDir,
  waitFor,
} from '@rowhouse/testing';
import { Client } from '../house/client.js';
import { Service, serviceCommand } from '../house/service.js';
import { createRecords } from './records.js';

export type Driver = 'rabbitmq' | 'postgres';

/** A service with ways to the servers that can be disturbed for it alone. */
export interface Lodger {
  service: Service;
  /** As whom it is known to Postgres. */
  role: string;
  /** Null with the queue in Postgres. */
  amqp: FlakyProxy | null;
  database: FlakyProxy;
}

const kinds = fileURLToPath(new URL('./kinds/fault-kinds.ts', import.meta.url));

interface Parts {
  driver: Driver;
  folder: string;
  postgres: PrivatePrimary;
  /** Null with the queue in Postgres. */
  broker: PrivateBroker | null;
  /** Speaks to the api. */
  client: Client;
  api: Lodger;
  admin: Lodger;
  workers: readonly [Lodger, Lodger];
  /** The test's own way to Postgres. */
  db: Database;
}

/** What has to be taken away again, the last first. */
type Undo = (() => Promise<unknown>)[];

/** api, admin and two workers as built, on a Postgres and a RabbitMQ of their own that may be broken. */
export class FaultHouse {
  readonly driver: Parts['driver'];
  readonly folder: Parts['folder'];
  readonly postgres: Parts['postgres'];
  readonly broker: Parts['broker'];
  readonly client: Parts['client'];
  readonly admin: Parts['admin'];
  readonly workers: Parts['workers'];
  readonly db: Parts['db'];

  private constructor(
    private readonly parts: Parts,
    private readonly undo: Undo,
  ) {
    this.driver = parts.driver;
    this.folder = parts.folder;
    this.postgres = parts.postgres;
    this.broker = parts.broker;
    this.client = parts.client;
    this.admin = parts.admin;
    this.workers = parts.workers;
    this.db = parts.db;
  }

  static async start(driver: Driver): Promise<FaultHouse> {
    const undo: Undo = [];
    try {
      const house = new FaultHouse(await build(driver, undo), undo);
      for (const { service } of house.lodgers) service.start();
      await house.repair();
      return house;
    } catch (error) {
      for (const step of undo.toReversed()) await step();
      throw error;
    }
  }

  get lodgers(): Lodger[] {
    return [this.parts.api, this.admin, ...this.workers];
  }

  /** The id under which a worker claims jobs since its last start. */
  async workerId({ service }: Lodger): Promise<string> {
    const ids = [...(await service.log()).matchAll(/"worker":"([^"]+)"[^\n]*"worker ready"/g)];
    return ids.at(-1)?.[1] ?? '';
  }

  /** Brings everything back that a fault has left broken, and waits until it works. */
  async repair(): Promise<void> {
    await this.postgres.start();
    await this.broker?.start();
    for (const { service, amqp, database } of this.lodgers) {
      await amqp?.restore();
      await database.restore();
      if (!service.runs) service.start();
      process.kill(service.pid, 'SIGCONT');
    }
    await waitFor(async () => (await this.client.get('/healthcheck')).status === 200, {
      what: `the api to answer; logs in ${this.folder}`,
      deadlineMs: 90_000,
    });
  }

  async stop(): Promise<void> {
    for (const { service } of this.lodgers) {
      if (service.runs) process.kill(service.pid, 'SIGCONT');
      await service.stop();
    }
  }

  /** Takes servers and files away; after `stop`. */
  async remove(): Promise<void> {
    for (const step of this.undo.toReversed()) await step();
  }
}

async function build(driver: Driver, undo: Undo): Promise<Parts> {
  const folder = await tempDir();
  undo.push(() => folder.remove());
  const postgres = await startPrimary();
  undo.push(() => postgres.remove());
  const broker = driver === 'rabbitmq' ? await startBroker() : null;
  undo.push(async () => broker?.remove());
  await migrate(postgres.url, [messagingMigrations, jobsMigrations, datasetsMigrations]);
  const db = await Database.connect({
    url: postgres.url,
    replicaUrls: [],
    poolSize: 8,
    maxReplicaLagMs: 0,
    primaryReadLimit: 8,
    applicationName: 'fault-suite',
  });
  undo.push(() => db.close());
  await createRecords(db);
  await mkdir(join(folder.path, 'tmp'));
  const shared = {
    AUTH_MODE: 'none',
    BLOB_URL: `file://${join(folder.path, 'blobs')}`,
    // Also the mark by which processes of this house are found.
    TMPDIR: join(folder.path, 'tmp'),
  };
  const lodge = async (role: string, command: string[], env: Record<string, string>): Promise<Lodger> => {
    await db.primary.query(`CREATE ROLE ${role} SUPERUSER LOGIN`);
    const database = await FlakyProxy.start(postgres.url);
    undo.push(() => database.close());
    const amqp = broker ? await FlakyProxy.start(broker.url) : null;
    undo.push(async () => amqp?.close());
    const url = new URL(database.url);
    url.username = role;
    const settings = { ...shared, DATABASE_URL: url.href, QUEUE_URL: amqp?.url ?? 'postgres', ...env };
    const service = new Service(role, command, settings, join(folder.path, `${role}.log`));
    undo.push(() => service.kill());
    return { service, role, amqp, database };
  };
  const port = String(await freePort());
  const scratch = join(folder.path, 'scratch');
  const api = await lodge('api', serviceCommand('api'), { PORT: port, SCRATCH_DIR: join(scratch, 'api') });
  const admin = await lodge('admin', serviceCommand('admin'), { PORT: String(await freePort()) });
  const workerSettings = {
    PORT: '0',
    WORKER_CONCURRENCY: '2',
    WORKER_KIND_MODULES: kinds,
    JOB_LEASE_SECONDS: '6',
    JOB_MEMORY_MB: '256',
    JOB_THREADS: '1',
    SCRATCH_DIR: join(scratch, 'workers'),
  };
  const [first, second] = [
    await lodge('worker0', serviceCommand('worker'), workerSettings),
    await lodge('worker1', serviceCommand('worker'), workerSettings),
  ];
  const client = new Client(`http://127.0.0.1:${port}`);
  return { driver, folder: folder.path, postgres, broker, client, api, admin, workers: [first, second], db };
}
