import { chmod, chown, copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../network/free-port.js';
import { type PostgresLaunch, testServers } from '../test-servers.js';
import { uniqueName } from '../unique-name.js';
import { runPostgresProgram } from './launch.js';
import { ServerProcess } from './server-process.js';

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // What a process wrote survives its end by `kill -9`; only a fall of the machine would need this.
  fsync: 'off',
  max_connections: '200',
  logging_collector: 'on',
  log_directory: 'spec_log',
};

export interface PrimaryOptions {
  /** Folder with `tls.crt` and `tls.key`: the server lets in nobody without TLS. */
  tlsDir?: string;
}

/** A Postgres server of a spec's own, to be restarted and killed; takes about a second. */
export async function startPrimary({ tlsDir }: PrimaryOptions = {}): Promise<PrivatePrimary> {
  const { launch } = testServers().postgres;
  const data = join(launch.dir, uniqueName());
  const format = ['-A', 'trust', '-U', 'rowhouse', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
  await runPostgresProgram(launch, 'initdb', ['-D', data, ...format]);
  if (tlsDir) await encrypt(launch, data, tlsDir);
  const primary = new PrivatePrimary(launch, data, await freePort(), tlsDir);
  await primary.start();
  return primary;
}

export class PrivatePrimary {
  readonly #server: ServerProcess;

  constructor(
    launch: PostgresLaunch,
    private readonly data: string,
    private readonly port: number,
    private readonly tlsDir?: string,
  ) {
    // What a Postgres takes by default: server.crt and server.key beside the data.
    const options = Object.entries({ ...settings, ...(tlsDir ? { ssl: 'on' } : {}) }).flatMap(
      ([name, value]) => ['-c', `${name}=${value}`],
    );
    const place = ['-D', data, '-p', String(port)];
    this.#server = new ServerProcess(launch, [...place, ...options], this.url, `${data}/spec_log`);
  }

  get url(): string {
    const url = `postgres://rowhouse@127.0.0.1:${this.port}/postgres`;
    return this.tlsDir ? `${url}?sslmode=verify-full&sslrootcert=${this.tlsDir}/ca.crt` : url;
  }

  /** Starts it (again, on the same data and port) and waits until it lets clients in. */
  async start(): Promise<void> {
    await this.#server.start();
  }

  /** An orderly shutdown: clients are sent away. */
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
    await rm(this.data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Postgres reads a key only if it is its own, and nobody else may. */
async function encrypt(launch: PostgresLaunch, data: string, tlsDir: string): Promise<void> {
  for (const [from, to] of [
    ['tls.crt', 'server.crt'],
    ['tls.key', 'server.key'],
  ] as const) {
    const path = join(data, to);
    await copyFile(join(tlsDir, from), path);
    await chmod(path, 0o600);
    const { uid, gid } = launch.spawn;
    if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
  }
  await writeFile(join(data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 trust\n');
}
