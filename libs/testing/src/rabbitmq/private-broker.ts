import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../network/free-port.js';
import { endProcess } from '../process-group.js';
import { tempDir } from '../temp-dir.js';
import { testServers } from '../test-servers.js';
import { waitFor } from '../wait-for.js';

const execFileAsync = promisify(execFile);
const cookie = 'rowhouse-private-broker';

export interface BrokerOptions {
  /** Folder with `tls.crt`, `tls.key` and `ca.crt`: the node listens for TLS alone. */
  tlsDir?: string;
}

/** A RabbitMQ node of a spec's own, to be restarted and filled up; takes about five seconds. */
export async function startBroker({ tlsDir }: BrokerOptions = {}): Promise<PrivateBroker> {
  const folder = await tempDir();
  const [port, distPort, epmdPort] = [await freePort(), await freePort(), await freePort()];
  await writeFile(join(folder.path, 'rabbitmq.conf'), configuration(port, tlsDir));
  await writeFile(join(folder.path, 'enabled_plugins'), '[].\n');
  await writeFile(join(folder.path, '.erlang.cookie'), cookie, { mode: 0o400 });
  await mkdir(join(folder.path, 'logs'));
  const broker = new PrivateBroker(folder, { port, distPort, epmdPort }, tlsDir);
  try {
    await broker.start();
  } catch (error) {
    await broker.remove();
    throw error;
  }
  return broker;
}

export class PrivateBroker {
  #server: ChildProcess | null = null;
  #epmd: ChildProcess | null = null;

  constructor(
    private readonly folder: { path: string; remove(): Promise<void> },
    private readonly ports: { port: number; distPort: number; epmdPort: number },
    private readonly tlsDir?: string,
  ) {}

  get url(): string {
    const { port } = this.ports;
    return this.tlsDir
      ? `amqps://guest:guest@127.0.0.1:${port}?cacertfile=${this.tlsDir}/ca.crt`
      : `amqp://guest:guest@127.0.0.1:${port}`;
  }

  /** Starts it (again, on the same disk and port) and waits until it speaks AMQP. */
  async start(): Promise<void> {
    if (this.#server) return;
    // Left to itself the node would start a port mapper that nobody knows the process of.
    this.#epmd ??= await this.#spawn('epmd', ['-port', String(this.ports.epmdPort), '-address', '127.0.0.1']);
    await waitFor(() => answers(this.ports.epmdPort, ''), { what: 'epmd to listen' });
    const server = await this.#spawn(join(testServers().rabbitmq.sbin, 'rabbitmq-server'), []);
    this.#server = server;
    await waitFor(
      () => server.exitCode !== null || answers(this.ports.port, this.tlsDir ? '' : 'AMQP\0\0\x09\x01'),
      {
        what: `RabbitMQ to start; see ${this.folder.path}`,
        deadlineMs: 120_000,
        intervalMs: 100,
      },
    );
    if (server.exitCode !== null) throw new Error(`RabbitMQ ended at its start; see ${this.folder.path}`);
  }

  /** An orderly shutdown: clients are sent away. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** A crash: gone at once. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Runs rabbitmqctl against this node and returns what it printed. */
  async ctl(args: string[]): Promise<string> {
    const { sbin, node } = testServers().rabbitmq;
    const { stdout } = await execFileAsync(join(sbin, 'rabbitmqctl'), ['--node', node, '--quiet', ...args], {
      env: this.#environment(),
    });
    return stdout;
  }

  /** Kills it and deletes its data. */
  async remove(): Promise<void> {
    await this.kill();
    if (this.#epmd) await endProcess(this.#epmd, 'SIGKILL');
    await this.folder.remove();
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server) await endProcess(server, signal, { group: true });
  }

  async #spawn(program: string, args: string[]): Promise<ChildProcess> {
    const log = await open(join(this.folder.path, 'logs', 'server.log'), 'a');
    const child = spawn(program, args, {
      cwd: this.folder.path,
      env: this.#environment(),
      // A group of its own: the script and the Erlang machine are ended together.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.on('error', () => undefined);
    await log.close();
    return child;
  }

  #environment(): NodeJS.ProcessEnv {
    const { path } = this.folder;
    const { port, distPort, epmdPort } = this.ports;
    return {
      ...process.env,
      ...testServers().rabbitmq.environment,
      HOME: path,
      ERL_EPMD_PORT: String(epmdPort),
      // Of a listener without TLS.
      ...(this.tlsDir ? {} : { RABBITMQ_NODE_PORT: String(port) }),
      RABBITMQ_DIST_PORT: String(distPort),
      RABBITMQ_MNESIA_BASE: join(path, 'mnesia'),
      RABBITMQ_LOG_BASE: join(path, 'logs'),
      RABBITMQ_LOGS: join(path, 'logs', 'rabbitmq.log'),
      RABBITMQ_CONFIG_FILE: join(path, 'rabbitmq.conf'),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(path, 'advanced.config'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(path, 'enabled_plugins'),
      RABBITMQ_PID_FILE: join(path, 'pid'),
    };
  }
}

function configuration(port: number, tlsDir?: string): string {
  const listeners = tlsDir
    ? `listeners.tcp = none
listeners.ssl.1 = 127.0.0.1:${port}
ssl_options.cacertfile = ${tlsDir}/ca.crt
ssl_options.certfile = ${tlsDir}/tls.crt
ssl_options.keyfile = ${tlsDir}/tls.key
ssl_options.verify = verify_none`
    : `listeners.tcp.1 = 127.0.0.1:${port}`;
  return `${listeners}
loopback_users = none
log.file.level = warning
log.console = false
vm_memory_high_watermark.absolute = 1GiB
disk_free_limit.absolute = 50MB
`;
}

/** True when the port takes a connection and, where something is said to it, answers. */
function answers(port: number, greeting: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => (greeting ? socket.write(greeting, 'latin1') : end(true)));
    socket.once('data', () => end(true));
  });
}
