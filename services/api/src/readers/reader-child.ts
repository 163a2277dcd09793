import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '@rowhouse/config';
import { errors, RowhouseError } from '@rowhouse/contract';
import type { FromReader, ReaderSettings, ReaderTask, ToReader } from './protocol.js';

/** How long a task may take to stop before its process is ended. */
const stopMs = 3000;

/** The api's end of one reader process. */
export class ReaderChild {
  readonly #process: ChildProcess;
  #alive = true;
  #exceeded: RowhouseError | null = null;
  /** The table of the last task. */
  table: string | null = null;

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.once('exit', () => {
      this.#alive = false;
    });
    process.on('message', (message: FromReader) => {
      if (message.type !== 'exceeded') return;
      this.#exceeded = RowhouseError.fromJSON(message.error);
      this.kill();
    });
  }

  /** `program` is the compiled `main.js` of this folder. */
  static async start(settings: ReaderSettings, program: string): Promise<ReaderChild> {
    const child = fork(program, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
      execArgv: [],
      // Passwords in the api's environment are none of its business.
      env: childEnvironment({}),
    });
    const reader = new ReaderChild(child);
    reader.#send({ type: 'start', settings });
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`the reader process ended at its start with ${code}`);
      }),
    ]);
    return reader;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Runs a task and gives its values as they are taken. Whoever stops taking them, or aborts `signal`, stops the task;
   * a task that does not stop is ended with its process.
   */
  async *run({ kind, input, table }: ReaderTask, signal: AbortSignal): AsyncGenerator<unknown> {
    signal.throwIfAborted();
    this.table = table;
    let over = false;
    this.#send({ type: 'run', kind, input });
    try {
      for (;;) {
        this.#send({ type: 'next' });
        const message = await this.#answer(signal);
        over = message.type !== 'value';
        if (message.type === 'value') yield message.value;
        else if (message.type === 'end') return;
        else if (message.type === 'failed') {
          throw message.error ? RowhouseError.fromJSON(message.error) : errors.UnexpectedApiError();
        }
      }
    } finally {
      if (!over) await this.#stop();
    }
  }

  kill(): void {
    if (this.#alive) this.#process.kill('SIGKILL');
    // It gets no further task, though it takes a moment to die.
    this.#alive = false;
  }

  #answer(signal: AbortSignal): Promise<FromReader> {
    return new Promise((resolve, reject) => {
      const off = () => {
        this.#process.off('message', onMessage);
        this.#process.off('exit', onExit);
        signal.removeEventListener('abort', onAbort);
      };
      const onMessage = (message: FromReader) => {
        // The end of the process follows.
        if (message.type === 'exceeded') return;
        off();
        resolve(message);
      };
      const onExit = (code: number | null, by: string | null) => {
        off();
        reject(this.#exceeded ?? new Error(`the reader process ended with ${by ?? code}`));
      };
      const onAbort = () => {
        off();
        reject(signal.reason as Error);
      };
      this.#process.on('message', onMessage);
      this.#process.once('exit', onExit);
      signal.addEventListener('abort', onAbort, { once: true });
      if (!this.#alive) onExit(this.#process.exitCode, this.#process.signalCode);
      else if (signal.aborted) onAbort();
    });
  }

  /** Resolves when the process is ready for the next task, or is being ended. */
  async #stop(): Promise<void> {
    if (!this.#alive) return;
    this.#send({ type: 'cancel' });
    const limit = AbortSignal.timeout(stopMs);
    try {
      // A value may be on its way still.
      for (;;) if ((await this.#answer(limit)).type !== 'value') return;
    } catch {
      this.kill();
    }
  }

  #send(message: ToReader): void {
    // A process that is already gone reports itself by its 'exit' event.
    this.#process.send(message, () => undefined);
  }
}
