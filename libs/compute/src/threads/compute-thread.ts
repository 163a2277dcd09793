import { Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from './protocol.js';

/** What a thread runs. */
export interface ThreadProgram {
  url: URL;
  execArgv: string[];
}

interface Awaited {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** One thread; answers runs in the order in which they were asked for. */
export class ComputeThread {
  readonly #worker: Worker;
  readonly #awaited: Awaited[] = [];
  #alive = true;

  constructor({ url, execArgv }: ThreadProgram) {
    this.#worker = new Worker(url, { execArgv });
    this.#worker.on('message', (message: FromThread) => {
      const waiting = this.#awaited.shift();
      if (this.#awaited.length === 0) this.#worker.unref();
      if (message.type === 'result') waiting?.resolve(message.result);
      else waiting?.reject(new Error(`a kernel failed on its thread: ${message.message}`));
    });
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => this.#end(new Error(`a compute thread ended with status ${code}`)));
    // After the listeners: one for messages holds the process by itself.
    this.#worker.unref();
  }

  get alive(): boolean {
    return this.#alive;
  }

  send(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  run(program: number, offset: number, count: number): Promise<unknown> {
    if (!this.#alive) return Promise.reject(new Error('the compute thread has ended'));
    return new Promise((resolve, reject) => {
      this.#awaited.push({ resolve, reject });
      // Somebody waits: the process must not end before the answer.
      this.#worker.ref();
      this.send({ type: 'run', program, offset, count });
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(error: Error): void {
    this.#alive = false;
    for (const { reject } of this.#awaited.splice(0)) reject(error);
  }
}
