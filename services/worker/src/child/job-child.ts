import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment } from '@rowhouse/config';
import { errors, RowhouseError, type StoredError } from '@rowhouse/contract';
import type { ChildSettings, FromChild, JobTask, ToChild } from './protocol.js';

/** How a run in a child ended: by its own message, or by the end of the process. */
export type ChildOutcome =
  | Extract<FromChild, { type: 'succeeded' | 'failed' }>
  | { type: 'died'; reason: string; cpuMs: number };

/** Who hears of a running task and answers what its code asks. */
export interface TaskListener {
  onProgress(fraction: number): void;
  /** Its rejection is what the code gets, when it is a `RowhouseError`. */
  answer(question: unknown): Promise<unknown>;
}

/** How the folders of child processes begin; `sweepScratch` looks for them. */
export const processFolder = 'process-';

/** The worker's end of one child process. */
export class JobChild {
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #alive = true;

  private constructor(process: ChildProcess, scratchDir: string) {
    this.#process = process;
    this.#ended = new Promise((resolve) => {
      process.once('exit', () => {
        this.#alive = false;
        // A process that was killed tidied nothing up.
        rm(scratchDir, { recursive: true, force: true }).then(resolve, () => resolve());
      });
    });
  }

  /** `program` is the compiled `main.js` of this folder. */
  static async start(settings: ChildSettings, program: string): Promise<JobChild> {
    const child = fork(program, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [],
      // It runs what users wrote: the passwords in the worker's environment are none of its business.
      env: childEnvironment({}),
    });
    const scratchDir = join(settings.scratchDir, `${processFolder}${randomUUID()}`);
    const jobChild = new JobChild(child, scratchDir);
    jobChild.#send({ type: 'start', settings: { ...settings, scratchDir } });
    const [message] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`the job process ended at its start with ${code}`);
      }),
    ])) as [FromChild];
    if (message.type !== 'ready') throw new Error(`the job process started with '${message.type}'`);
    return jobChild;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Runs one task; resolves also when the process is killed or dies. */
  run(task: JobTask, listener: TaskListener): Promise<ChildOutcome> {
    return new Promise((resolve) => {
      let cpuMs = 0;
      let exceeded: StoredError | null = null;
      const settle = (outcome: ChildOutcome) => {
        this.#process.off('message', onMessage);
        this.#process.off('exit', onExit);
        resolve(outcome);
      };
      const onMessage = (message: FromChild) => {
        if (message.type === 'progress') listener.onProgress(message.fraction);
        else if (message.type === 'usage') cpuMs = message.cpuMs;
        else if (message.type === 'ask') void this.#answer(message, listener);
        else if (message.type === 'exceeded') {
          exceeded = message.error;
          void this.kill();
        } else if (message.type !== 'ready') settle(message);
      };
      const onExit = (code: number | null, signal: string | null) =>
        settle(
          exceeded
            ? { type: 'failed', error: exceeded, cpuMs }
            : { type: 'died', reason: deathOf(code, signal), cpuMs },
        );
      this.#process.on('message', onMessage);
      this.#process.on('exit', onExit);
      this.#send({ type: 'run', task });
    });
  }

  /** Ends the process at once, whatever it does, and removes its folder. */
  async kill(): Promise<void> {
    if (this.#alive) this.#process.kill('SIGKILL');
    await this.#ended;
  }

  async #answer(
    { id, question }: Extract<FromChild, { type: 'ask' }>,
    listener: TaskListener,
  ): Promise<void> {
    try {
      this.#send({ type: 'answer', id, answer: await listener.answer(question) });
    } catch (error) {
      const known = error instanceof RowhouseError ? error : errors.UnexpectedError(undefined);
      this.#send({ type: 'refusal', id, error: known.toStored() });
    }
  }

  #send(message: ToChild): void {
    // A process that is already gone reports itself by its 'exit' event.
    this.#process.send(message, () => undefined);
  }
}

function deathOf(code: number | null, signal: string | null): string {
  if (signal === 'SIGKILL') return 'its process was killed, most likely because it ran out of memory';
  if (signal) return `its process was ended by ${signal}`;
  return `its process ended with status ${code}`;
}
