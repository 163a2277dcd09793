import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../network/free-port.js';
import { type PostgresLaunch, testServers } from '../test-servers.js';
import { uniqueName } from '../unique-name.js';
import { waitFor } from '../wait-for.js';
import { databaseUrl } from './fresh-database.js';
import { runPostgresProgram, startPostgresServer } from './launch.js';
import { queryOnce } from './query-once.js';
import { pauseReplay, replayed, resumeReplay } from './replay.js';

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
  #server: ChildProcess | null = null;

  constructor(
    private readonly launch: PostgresLaunch,
    private readonly place: ReplicaPlace,
  ) {}

  get url(): string {
    return this.place.url;
  }

  /** How it calls itself in the primary's `pg_stat_replication.application_name`. */
  get name(): string {
    return this.place.name;
  }

  /** Starts it (again, after `stop` or `kill`, on the same port) and waits until it can be read. */
  async start(): Promise<void> {
    if (this.#server) return;
    const { data, port, name } = this.place;
    const settings = [
      '-c',
      `cluster_name=${name}`,
      '-c',
      'logging_collector=on',
      '-c',
      'log_directory=spec_log',
    ];
    const server = startPostgresServer(this.launch, ['-D', data, '-p', String(port), ...settings]);
    this.#server = server;
    await waitFor(
      () => {
        if (server.exitCode !== null) return 'stopped';
        return queryOnce(this.maintenanceUrl, 'SELECT 1').then(() => 'ready');
      },
      { what: 'a private replica to accept connections', deadlineMs: 60_000 },
    );
    if (server.exitCode !== null) {
      this.#server = null;
      throw new Error(
        `The private replica ended with status ${server.exitCode} while starting; see ${data}/spec_log`,
      );
    }
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
    await this.end((server) => server.kill('SIGINT'));
  }

  /** A crash: every process of the server is gone at once. */
  async kill(): Promise<void> {
    await this.end((server) => process.kill(-(server.pid as number), 'SIGKILL'));
  }

  /** Kills it and deletes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.place.data, { recursive: true, force: true });
  }

  private get maintenanceUrl(): string {
    return databaseUrl(this.place.url, 'postgres');
  }

  private async end(signal: (server: ChildProcess) => void): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    signal(server);
    await gone;
  }
}
