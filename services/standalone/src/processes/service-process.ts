import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment } from '@rowhouse/config';

export interface ServiceDefinition {
  name: string;
  /** Program and arguments. */
  command: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** A service that is kept running: after a crash it starts again, later and later when it keeps crashing. */
export class ServiceProcess {
  #child: ChildProcess | null = null;
  #stopping = false;
  #crashes = 0;
  #restart: NodeJS.Timeout | null = null;
  readonly #log: WriteStream;

  constructor(
    private readonly definition: ServiceDefinition,
    private readonly folders: { logs: string; run: string },
    private readonly say: (line: string) => void,
  ) {
    this.#log = createWriteStream(join(folders.logs, `${definition.name}.log`), { flags: 'a' });
    this.#log.on('error', (error) => this.say(`${this.#logFile} can't be written: ${error.message}`));
  }

  start(): void {
    const { name, command, env } = this.definition;
    const [program = '', ...args] = command;
    const startedAt = Date.now();
    // A group of its own: Ctrl-C in the terminal reaches the supervisor only, which stops everything in order.
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: childEnvironment(env),
      detached: true,
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (lines: Buffer) => this.#write(lines));
    if (child.pid) this.#note(writeFile(this.#pidFile, `${child.pid}\n${command.join(' ')}\n`));
    child.once('error', (error) => this.say(`${name} can't start: ${error.message}`));
    child.once('close', (code, signal) => {
      this.#note(rm(this.#pidFile, { force: true }));
      if (this.#stopping) return;
      this.#crashes = Date.now() - startedAt > 60_000 ? 1 : this.#crashes + 1;
      const waitMs = Math.min(30_000, 250 * 2 ** this.#crashes);
      this.say(
        `${name} ended (${signal ?? `status ${code}`}); it starts again in ${waitMs / 1000} s. Log: ${this.#logFile}`,
      );
      this.#restart = setTimeout(() => this.start(), waitMs);
    });
  }

  /** SIGTERM, and SIGKILL for what still runs after the grace time. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    if (this.#restart) clearTimeout(this.#restart);
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null && child.pid) {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      const impatient = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await closed;
      clearTimeout(impatient);
    }
    await new Promise((resolve) => this.#log.end(resolve));
  }

  /** A full disk must stop neither the service, which would wait for its reader, nor this process. */
  #write(lines: Buffer): void {
    if (this.#log.writable) this.#log.write(lines);
  }

  #note(change: Promise<void>): void {
    change.catch((error: Error) => this.say(`${this.#pidFile} can't be kept: ${error.message}`));
  }

  get #pidFile(): string {
    return join(this.folders.run, `${this.definition.name}.pid`);
  }

  get #logFile(): string {
    return join(this.folders.logs, `${this.definition.name}.log`);
  }
}
