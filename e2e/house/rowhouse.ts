import { join } from 'node:path';
import { authMigrations } from '@rowhouse/auth';
import { Database, migrate } from '@rowhouse/database';
import { datasetsMigrations } from '@rowhouse/datasets';
import { jobsMigrations } from '@rowhouse/jobs';
import { messagingMigrations } from '@rowhouse/messaging';
import { writeNginxConfig } from '@rowhouse/reverse-proxy';
import {
  type FreshDatabase,
  type FreshVhost,
  freePort,
  freshDatabase,
  freshVhost,
  type TempDir,
  tempDir,
  testServers,
  waitFor,
} from '@rowhouse/testing';
import { Client } from './client.js';
import { Service, serviceCommand } from './service.js';

export interface RowhouseOptions {
  queue: 'rabbitmq' | 'postgres';
  /** Default: the shared replica of the test servers. */
  replicaUrls?: (databaseUrl: string) => Promise<string[]>;
  /** More settings, by variable. */
  env?: Record<string, string>;
  /** More variables of the reverse proxy. */
  nginx?: Record<string, string>;
  /** Flags of Node.js for the api. */
  apiFlags?: string[];
}

/** All of Rowhouse as built: NGINX in front of api and admin, a worker, on a database of its own with a replica. */
export class Rowhouse {
  readonly client: Client;

  private constructor(
    readonly url: string,
    readonly databaseUrl: string,
    readonly folder: string,
    readonly services: { nginx: Service; api: Service; admin: Service; worker: Service },
    private readonly own: { database: FreshDatabase; vhost: FreshVhost | null; folder: TempDir },
  ) {
    this.client = new Client(url);
  }

  static async start(options: RowhouseOptions): Promise<Rowhouse> {
    const database = await freshDatabase();
    const vhost = options.queue === 'rabbitmq' ? await freshVhost() : null;
    const folder = await tempDir();
    await migrate(database.url, [messagingMigrations, jobsMigrations, datasetsMigrations, authMigrations]);
    const replicaUrls = (await options.replicaUrls?.(database.url)) ?? [database.replicaUrl];
    const [front, api, admin] = [await freePort(), await freePort(), await freePort()];
    const env = {
      DATABASE_URL: database.url,
      DATABASE_REPLICA_URLS: replicaUrls.join(','),
      QUEUE_URL: vhost?.url ?? 'postgres',
      AUTH_MODE: 'none',
      BLOB_URL: `file://${join(folder.path, 'blobs')}`,
      SCRATCH_DIR: join(folder.path, 'scratch'),
      JOB_MEMORY_MB: '512',
      JOB_LEASE_SECONDS: '4',
      ...options.env,
    };
    const service = (name: string, command: string[], more: Record<string, string> = {}) =>
      new Service(name, command, { ...env, ...more }, join(folder.path, `${name}.log`));
    const nginx = await writeNginxConfig({
      LISTEN: `127.0.0.1:${front}`,
      API_UPSTREAM: `127.0.0.1:${api}`,
      ADMIN_UPSTREAM: `127.0.0.1:${admin}`,
      RUN_DIR: join(folder.path, 'nginx'),
      LOG_FILE: join(folder.path, 'access.log'),
      WORKER_PROCESSES: '1',
      ...options.nginx,
    });
    const services = {
      nginx: service('nginx', [testServers().programs.nginx, ...nginx.slice(1)]),
      api: service('api', serviceCommand('api', options.apiFlags), { PORT: String(api) }),
      admin: service('admin', serviceCommand('admin'), { PORT: String(admin) }),
      worker: service('worker', serviceCommand('worker'), { PORT: '0' }),
    };
    for (const each of Object.values(services)) each.start();
    const rowhouse = new Rowhouse(`http://127.0.0.1:${front}`, database.url, folder.path, services, {
      database,
      vhost,
      folder,
    });
    try {
      await rowhouse.answers();
    } catch (cause) {
      const logs = await Promise.all(Object.values(services).map((each) => each.lastWords()));
      await rowhouse.stop();
      throw new Error(`Rowhouse did not start:\n${logs.join('\n')}`, { cause });
    }
    return rowhouse;
  }

  /** Waits until api and admin answer through the front door. */
  async answers(): Promise<void> {
    for (const path of ['/healthcheck', '/admin/healthcheck']) {
      await waitFor(async () => (await this.client.get(path)).status === 200, {
        what: `${path} to answer; logs in ${this.folder}`,
        deadlineMs: 150_000,
      });
    }
  }

  /** What a service tells Prometheus, asked directly: the front door hides it. */
  async metrics(service: 'admin' | 'worker'): Promise<string> {
    const url = await this.services[service].url();
    return (await fetch(`${url}/metrics`)).text();
  }

  /** A connection of the test's own, to look behind the scenes. */
  database(): Promise<Database> {
    return Database.connect({
      url: this.databaseUrl,
      replicaUrls: [],
      poolSize: 2,
      maxReplicaLagMs: 0,
      primaryReadLimit: 2,
      applicationName: 'e2e',
    });
  }

  async stop(): Promise<void> {
    for (const service of Object.values(this.services)) await service.stop();
    await this.own.database.drop();
    await this.own.vhost?.drop();
    await this.own.folder.remove();
  }
}
