import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresBinaries, postgresBinaries } from './binaries.js';
import { type Launch, unprivilegedLaunch } from './unprivileged.js';

const user = 'rowhouse';

/** The embedded PostgreSQL of one installation, on loopback, with a password of its own. */
export class PostgresCluster {
  #process: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    private readonly logFile: string,
    private readonly binaries: PostgresBinaries,
    private readonly launch: Launch,
    private readonly password: string,
  ) {}

  /** Creates the cluster when the folder has none, and ends a server that an earlier run left behind. */
  static async open(folder: string, logFile: string): Promise<PostgresCluster> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const launch = await unprivilegedLaunch(folder);
    const binaries = await postgresBinaries();
    const password = await keptPassword(join(folder, '..', 'postgres-password'));
    const cluster = new PostgresCluster(folder, logFile, binaries, launch, password);
    if (!existsSync(join(folder, 'PG_VERSION'))) await cluster.#initialize();
    await cluster.#endLeftOver();
    return cluster;
  }

  /** Resolves with the URL of the database once the server answers. */
  async start(port: number): Promise<string> {
    const log = await open(this.logFile, 'a');
    const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) };
    const flags = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.#process = this.#spawn(
      this.binaries.postgres,
      ['-D', this.folder, ...flags],
      ['ignore', log.fd, log.fd],
    );
    const exited = new Promise<never>((_, reject) => {
      this.#process?.once('exit', (code) =>
        reject(new Error(`PostgreSQL ended at its start with status ${code}; see ${this.logFile}.`)),
      );
    });
    const url = `postgres://${user}:${this.password}@127.0.0.1:${port}/postgres`;
    await Promise.race([waitUntilReady(join(this.folder, 'postmaster.pid')), exited]);
    await log.close();
    return url;
  }

  /** Closes all sessions and writes everything to disk. */
  async stop(): Promise<void> {
    const server = this.#process;
    if (!server || server.exitCode !== null) return;
    const exited = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await exited;
  }

  async #initialize(): Promise<void> {
    const passwordFile = join(this.folder, '..', 'run', 'initdb-password');
    await writeFile(passwordFile, this.password, { mode: 0o644 });
    const args = [
      '-D',
      this.folder,
      '-U',
      user,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
      `--pwfile=${passwordFile}`,
    ];
    const initdb = this.#spawn(this.binaries.initdb, args, ['ignore', 'ignore', 'pipe']);
    let complaint = '';
    initdb.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    const code = await new Promise((resolve) => initdb.once('close', resolve));
    await rm(passwordFile, { force: true });
    if (code !== 0)
      throw new Error(`PostgreSQL could not create its database in ${this.folder}: ${complaint.trim()}`);
  }

  /** A supervisor that was killed leaves its server running; two servers must never share a folder. */
  async #endLeftOver(): Promise<void> {
    const pidFile = join(this.folder, 'postmaster.pid');
    const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
    if (!pid || !(await isPostgresOf(pid, this.folder))) return;
    process.kill(pid, 'SIGINT');
    for (let tries = 0; tries < 300 && (await isPostgresOf(pid, this.folder)); tries++) await sleep(100);
  }

  #spawn(program: string, args: string[], stdio: ('ignore' | 'pipe' | number)[]): ChildProcess {
    const [command = program, ...rest] = [...this.launch.prefix, program, ...args];
    return spawn(command, rest, { stdio, ...this.launch.ids, detached: true });
  }
}

async function keptPassword(file: string): Promise<string> {
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFile(file, 'utf8');
}

/** The last line of `postmaster.pid` says when a server takes connections. */
async function waitUntilReady(pidFile: string): Promise<void> {
  for (;;) {
    const status = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[7];
    if (status?.trim() === 'ready') return;
    await sleep(25);
  }
}

async function isPostgresOf(pid: number, folder: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('postgres') && command.includes(folder);
}
