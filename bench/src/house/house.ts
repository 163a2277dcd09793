import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { benchFolder } from '../data/events.js';
import { freePort } from './free-port.js';

const startDeadlineMs = 120_000;

/** Rowhouse as `npm start` runs it: embedded PostgreSQL, api, admin and a worker, each in a process of its own. */
export class House {
  private constructor(
    private readonly supervisor: ChildProcess,
    /** The api service itself, without the front door. */
    readonly apiUrl: string,
    readonly apiPid: number,
    readonly databaseUrl: string,
  ) {}

  static async start(): Promise<House> {
    const home = join(benchFolder, 'home');
    const apiLog = join(home, 'logs', 'api.log');
    await mkdir(benchFolder, { recursive: true });
    await rm(apiLog, { force: true });
    const supervisor = spawn(process.execPath, ['services/standalone/dist/main.js'], {
      env: { ...process.env, ROWHOUSE_HOME: home, ROWHOUSE_PORT: String(await freePort()) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await saysItIsUp(supervisor);
      const [pid = ''] = (await readFile(join(home, 'run', 'api.pid'), 'utf8')).split('\n');
      return new House(supervisor, await urlInLog(apiLog), Number(pid), await databaseUrlOf(Number(pid)));
    } catch (error) {
      supervisor.kill('SIGTERM');
      throw error;
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.supervisor, 'exit');
    this.supervisor.kill('SIGTERM');
    await ended;
  }
}

/** The banner is the last thing that the supervisor prints at its start. */
async function saysItIsUp(supervisor: ChildProcess): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Rowhouse did not start:\n${output}`)), startDeadlineMs);
    supervisor.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('Rowhouse is ready at')) return;
      clearTimeout(late);
      resolve();
    });
    supervisor.once('exit', () => reject(new Error(`Rowhouse ended at its start:\n${output}`)));
  });
}

/** The api listens on a free port and logs which. */
async function urlInLog(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.startsWith('{'));
  const ready = lines.map((line) => JSON.parse(line) as { url?: string; msg?: string });
  const url = ready.findLast(({ msg }) => msg === 'ready')?.url;
  if (!url) throw new Error(`${path} does not say where the api listens`);
  return url;
}

/** As the api was told it. */
async function databaseUrlOf(pid: number): Promise<string> {
  const variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
  return variables.find((each) => each.startsWith('DATABASE_URL='))?.slice('DATABASE_URL='.length) ?? '';
}
