import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '@rowhouse/config';
import { type PostgresBinaries, postgresBinaries } from './binaries.js';
import { type Launch, unprivilegedLaunch } from './unprivileged.js';

const user = 'rowhouse';
const patienceMs = 10_000;

/** The embedded PostgreSQL of one installation, on loopback, with a password of its own; kept running until it is stopped. */
export class PostgresCluster {
  #process: ChildProcess | null = null;
  #exited: Promise<unknown> = Promise.resolve();
  #stopping = false;

  private constructor(
    private readonly folder: string,
    private readonly logFile: string,
    private readonly binaries: PostgresBinaries,
    private readonly launch: Launch,
    private readonly password: string,
    private readonly say: (line: string) => void,
  ) {}

  /** Creates the cluster when the folder has none, and ends a server that an earlier run left behind. */
  static async open(folder: string, logFile: string, say: (line: string) => void): Promise<PostgresCluster> {
    const launch = unprivilegedLaunch();
    const binaries = await postgresBinaries();
    const password = await keptPassword(join(folder, '..', 'postgres-password'));
    const cluster = new PostgresCluster(folder, logFile, binaries, launch, password, say);
    if (!existsSync(join(folder, 'PG_VERSION'))) await cluster.#initialize();
    await cluster.#endLeftOver();
    return cluster;
  }

  /** Resolves with the URL of the database once the server answers. */
  async start(port: number): Promise<string> {
    await this.#runPatiently(port);
    void this.#startAgain(port);
    return `postgres://${user}:${this.password}@127.0.0.1:${port}/postgres`;
  }

  /** Closes all sessions and writes everything to disk. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#process?.kill('SIGINT');
    await this.#exited;
  }

  /** A server that was killed a moment ago may still hold the folder. */
  async #runPatiently(port: number): Promise<void> {
    for (const end = Date.now() + patienceMs; ; await sleep(500)) {
      try {
        return await this.#run(port);
      } catch (error) {
        if (this.#stopping || Date.now() > end) throw error;
      }
    }
  }

  /** @throws when the server ends before it takes connections */
  async #run(port: number): Promise<void> {
    const log = await open(this.logFile, 'a');
    const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) };
    const flags = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = this.#spawn(
      this.binaries.postgres,
      ['-D', this.folder, ...flags],
      ['ignore', log.fd, log.fd],
    );
    await log.close();
    this.#process = server;
    this.#exited = new Promise((resolve) => server.once('exit', resolve).once('error', resolve));
    let ended = false;
    void this.#exited.then(() => {
      ended = true;
    });
    const pidFile = join(this.folder, 'postmaster.pid');
    while (!(await isReady(pidFile, server.pid))) {
      if (ended) throw new Error(`PostgreSQL ended at its start; see ${this.logFile}.`);
      await sleep(25);
    }
  }

  /** The services reconnect by themselves; what they need is a server on the same port. */
  async #startAgain(port: number): Promise<void> {
    for (;;) {
      await this.#exited;
      if (this.#stopping) return;
      this.say(`PostgreSQL ended; it starts again. Log: ${this.logFile}`);
      await sleep(1000);
      if (this.#stopping) return;
      await this.#run(port).catch((error: Error) => this.say(error.message));
    }
  }

  /** Makes the database beside its place: one that was interrupted half-way must never be taken for whole. */
  async #initialize(): Promise<void> {
    const staging = `${this.folder}.new`;
    const [data, passwordFile] = [join(staging, 'data'), join(staging, 'password')];
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { mode: 0o700 });
    await writeFile(passwordFile, this.password, { mode: 0o600 });
    const { owner } = this.launch;
    if (owner !== null) for (const path of [staging, passwordFile]) await chown(path, owner, owner);
    const args = ['-U', user, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', `--pwfile=${passwordFile}`];
    const initdb = this.#spawn(this.binaries.initdb, ['-D', data, ...args], ['ignore', 'ignore', 'pipe']);
    let complaint = '';
    initdb.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    const code = await new Promise((resolve, reject) => initdb.once('error', reject).once('close', resolve));
    if (code !== 0)
      throw new Error(`PostgreSQL could not create its database in ${this.folder}: ${complaint.trim()}`);
    await rename(data, this.folder);
    await rm(staging, { recursive: true, force: true });
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
    return spawn(command, rest, { stdio, env: childEnvironment({}), detached: true });
  }
}

async function keptPassword(file: string): Promise<string> {
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFile(file, 'utf8');
}

/** `postmaster.pid` says whose it is, and last whether that server takes connections; a dead server's may still lie there. */
async function isReady(pidFile: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

async function isPostgresOf(pid: number, folder: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('postgres') && command.includes(folder);
}
