import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type FreshDatabase, freePort, freshDatabase, waitFor } from '@rowhouse/testing';

const built = (file: string) => fileURLToPath(new URL(`../../services/admin/dist/${file}`, import.meta.url));

/** The admin service as it ships, in a process of its own on a fresh, migrated database. */
export class BuiltAdmin {
  private constructor(
    readonly url: string,
    readonly database: FreshDatabase,
    private readonly child: ChildProcess,
    private readonly output: string[],
  ) {}

  static async start(): Promise<BuiltAdmin> {
    const database = await freshDatabase();
    const port = await freePort();
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: database.url,
      DATABASE_REPLICA_URLS: database.replicaUrl,
      BLOB_URL: 'file:///tmp/rowhouse-e2e-blobs',
      PORT: String(port),
      AUTH_MODE: 'none',
    };
    await promisify(execFile)(process.execPath, [built('migrate.js')], { env });
    const child = spawn(process.execPath, [built('main.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => output.push(String(text)));
    const admin = new BuiltAdmin(`http://127.0.0.1:${port}`, database, child, output);
    await waitFor(async () => child.exitCode !== null || (await fetch(`${admin.url}/readiness`)).ok, {
      what: 'the admin service to get ready',
      deadlineMs: 60_000,
    });
    if (child.exitCode !== null) throw new Error(`The admin service ended:\n${output.join('')}`);
    return admin;
  }

  /** Stops it as an orchestrator does; answers its exit status. */
  async stop(): Promise<number | null> {
    const exited = this.child.exitCode === null ? once(this.child, 'exit') : null;
    this.child.kill('SIGTERM');
    await exited;
    await this.database.drop();
    return this.child.exitCode;
  }

  get log(): string {
    return this.output.join('');
  }
}
