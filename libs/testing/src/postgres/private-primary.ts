import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../network/free-port.js';
import { endProcess } from '../process-group.js';
import { type PostgresLaunch, testServers } from '../test-servers.js';
import { uniqueName } from '../unique-name.js';
import { waitFor } from '../wait-for.js';
import { runPostgresProgram, startPostgresServer } from './launch.js';
import { queryOnce } from './query-once.js';

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // What a process wrote survives its end by `kill -9`; only a fall of the machine would need this.
  fsync: 'off',
  max_connections: '200',
  logging_collector: 'on',
  log_directory: 'spec_log',
};

/** A Postgres server of a spec's own, to be restarted and killed; takes about a second. */
export async function startPrimary(): Promise<PrivatePrimary> {
  const { launch } = testServers().postgres;
  const data = join(launch.dir, uniqueName());
  const format = ['-A', 'trust', '-U', 'rowhouse', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
  await runPostgresProgram(launch, 'initdb', ['-D', data, ...format]);
  const primary = new PrivatePrimary(launch, data, await freePort());
  await primary.start();
  return primary;
}

export class PrivatePrimary {
  #server: ChildProcess | null = null;

  constructor(
    private readonly launch: PostgresLaunch,
    private readonly data: string,
    private readonly port: number,
  ) {}

  get url(): string {
    return `postgres://rowhouse@127.0.0.1:${this.port}/postgres`;
  }

  /** Starts it (again, on the same data and port) and waits until it lets clients in. */
  async start(): Promise<void> {
    if (this.#server) return;
    await waitFor(() => this.#tryStart(), {
      what: `PostgreSQL to start; see ${this.data}/spec_log`,
      deadlineMs: 60_000,
      intervalMs: 200,
    });
  }

  /** An orderly shutdown: clients are sent away. */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** A crash: the main process is gone at once, the others as soon as they notice. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Kills it and deletes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  /** False when it ended at once: processes of the server before may still hold its memory. */
  async #tryStart(): Promise<boolean> {
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = startPostgresServer(this.launch, ['-D', this.data, '-p', String(this.port), ...options]);
    await waitFor(() => server.exitCode !== null || queryOnce(this.url, 'SELECT 1').then(() => true), {
      what: 'PostgreSQL to accept connections',
      deadlineMs: 60_000,
    });
    if (server.exitCode !== null) return false;
    this.#server = server;
    return true;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server) await endProcess(server, signal, { group: signal === 'SIGKILL' });
  }
}
