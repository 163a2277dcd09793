import type { ChildProcess } from 'node:child_process';
import { endProcess } from '../process-group.js';
import type { PostgresLaunch } from '../test-servers.js';
import { waitFor } from '../wait-for.js';
import { startPostgresServer } from './launch.js';
import { queryOnce } from './query-once.js';

/** A Postgres server on a data directory and a port, to be stopped, killed and started again. */
export class ServerProcess {
  #server: ChildProcess | null = null;

  /**
   * @param launch how the programs of PostgreSQL are run
   * @param options its arguments, the data directory and the port among them
   * @param url where it can be asked when it is ready
   * @param logs where it writes what went wrong; part of the error
   */
  constructor(
    private readonly launch: PostgresLaunch,
    private readonly options: string[],
    private readonly url: string,
    private readonly logs: string,
  ) {}

  /** Starts it (again) and waits until it lets clients in. */
  async start(): Promise<void> {
    if (this.#server) return;
    await waitFor(() => this.#tryStart(), {
      what: `PostgreSQL to start; see ${this.logs}`,
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

  /** False when it ended at once: processes of the server before may still hold its memory. */
  async #tryStart(): Promise<boolean> {
    const server = startPostgresServer(this.launch, this.options);
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
