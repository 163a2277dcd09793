import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** One built service as a process of its own, with its output in a file. */
export class Service {
  #process: ChildProcess | null = null;

  constructor(
    readonly name: string,
    private readonly command: readonly string[],
    private readonly env: Readonly<Record<string, string>>,
    private readonly logFile: string,
  ) {}

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** False when it was never started, was ended, or has ended by itself. */
  get runs(): boolean {
    const child = this.#process;
    return child !== null && child.exitCode === null && child.signalCode === null;
  }

  /** @param more settings of this one start */
  start(more: Readonly<Record<string, string>> = {}): void {
    const [program = '', ...args] = this.command;
    const child = spawn(program, args, {
      cwd: repository,
      env: { PATH: process.env.PATH ?? '', ...this.env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a crash can be made to take children along, or not.
      detached: true,
    });
    const log = createWriteStream(this.logFile, { flags: 'a' });
    child.stdout?.pipe(log);
    child.stderr?.pipe(log);
    this.#process = child;
  }

  /** The end of its log, for the message of a failed test. */
  async lastWords(): Promise<string> {
    return `${this.name}: ${(await this.log()).slice(-1500)}`;
  }

  /** All that it has logged since its first start. */
  log(): Promise<string> {
    return readFile(this.logFile, 'utf8').catch(() => '');
  }

  /** Where it listens since its last start, as its log says. */
  async url(): Promise<string> {
    const lines = (await readFile(this.logFile, 'utf8'))
      .split('\n')
      .filter((line) => line.includes('"url":"http'));
    return (JSON.parse(lines.at(-1) ?? '{}') as { url?: string }).url ?? '';
  }

  /** As `kill -9` of the process: it gets no chance to tidy up. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As Kubernetes ends a pod. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}

/** The command that starts a built service. */
export function serviceCommand(
  service: 'api' | 'admin' | 'worker',
  nodeFlags: readonly string[] = [],
): string[] {
  return [process.execPath, ...nodeFlags, `services/${service}/dist/main.js`];
}
