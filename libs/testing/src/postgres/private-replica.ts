import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../network/free-port.js';
import { type PostgresLaunch, testServers } from '../test-servers.js';
import { uniqueName } from '../unique-name.js';
import { databaseUrl } from './fresh-database.js';
import { runPostgresProgram } from './launch.js';
import { pauseReplay, replayed, resumeReplay } from './replay.js';
import { ServerProcess } from './server-process.js';

/**
 * Starts one more streaming replica of the shared primary, for a spec that pauses or kills it.
 * Takes about a second; call `remove()` when done.
 * @param databaseUrlOnPrimary the database that `url` shall lead to; default is the maintenance database
 */
export async function startReplica(databaseUrlOnPrimary?: string): Promise<PrivateReplica> {
  const { primaryUrl, postgres } = testServers();
  const name = uniqueName();
  const data = join(postgres.launch.dir, name);
  const options = ['-R', '-X', 'stream', '--checkpoint=fast', '--no-sync'];
  await runPostgresProgram(postgres.launch, 'pg_basebackup', ['-d', primaryUrl, '-D', data, ...options]);
  const port = await freePort();
  const database = new URL(databaseUrlOnPrimary ?? primaryUrl).pathname.slice(1);
  const serverUrl = new URL(primaryUrl);
  serverUrl.port = String(port);
  const url = databaseUrl(serverUrl.href, database);
  const replica = new PrivateReplica(postgres.launch, { name, data, port, url, primaryUrl });
  await replica.start();
  return replica;
}

interface ReplicaPlace {
  name: string;
  data: string;
  port: number;
  url: string;
  primaryUrl: string;
}

export class PrivateReplica {
  readonly #server: ServerProcess;

  constructor(
    launch: PostgresLaunch,
    private readonly place: ReplicaPlace,
  ) {
    const { data, port, name } = place;
    const logs = 'spec_log';
    const settings = [`cluster_name=${name}`, 'logging_collector=on', `log_directory=${logs}`];
    const options = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    this.#server = new ServerProcess(launch, options, this.maintenanceUrl, join(data, logs));
  }

  get url(): string {
    return this.place.url;
  }

  /** How it calls itself in the primary's `pg_stat_replication.application_name`. */
  get name(): string {
    return this.place.name;
  }

  /** Starts it (again, after `stop` or `kill`, on the same port) and waits until it can be read. */
  async start(): Promise<void> {
    await this.#server.start();
  }

  /** Waits until it has applied all that the primary has written so far. */
  async catchUp(): Promise<void> {
    await replayed(this.place.primaryUrl, this.maintenanceUrl);
  }

  /** Keeps serving what it has; applies nothing new until `resume`. */
  async pause(): Promise<void> {
    await pauseReplay(this.maintenanceUrl);
  }

  async resume(): Promise<void> {
    await resumeReplay(this.maintenanceUrl);
  }

  /** An orderly shutdown: clients are told. */
  async stop(): Promise<void> {
    await this.#server.stop();
  }

  /** A crash: the main process is gone at once, the others as soon as they notice. */
  async kill(): Promise<void> {
    await this.#server.kill();
  }

  /** Kills it and deletes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.place.data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  private get maintenanceUrl(): string {
    return databaseUrl(this.place.url, 'postgres');
  }
}
