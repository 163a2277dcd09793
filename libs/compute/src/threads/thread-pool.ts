import { availableParallelism } from 'node:os';
import type { Lane } from '../run/chunked.js';
import { ComputeThread, type ThreadProgram } from './compute-thread.js';
import type { ThreadKernel } from './protocol.js';
import type { ThreadKernelName, threadKernels } from './thread-kernels.js';

type InputOf<Name extends ThreadKernelName> = Parameters<(typeof threadKernels)[Name]>[0];
type ResultOf<Name extends ThreadKernelName> =
  (typeof threadKernels)[Name] extends ThreadKernel<never, infer Result> ? Result : never;

export interface ThreadPoolOptions {
  /** Threads; the number of processors when absent. */
  threads?: number;
  /** Another program than the compiled one. */
  program?: ThreadProgram;
}

/** Lanes of one kernel; close them when its run has ended. */
export interface ThreadLanes<Result> {
  lanes: Lane<Result>[];
  close(): void;
}

/** Threads that run kernels in JavaScript; started when first needed, they do not keep the process alive. */
export class ThreadPool {
  readonly size: number;
  readonly #threads: ComputeThread[] = [];
  readonly #program: ThreadProgram;
  #lastProgram = 0;

  constructor({ threads = availableParallelism(), program = compiledProgram() }: ThreadPoolOptions = {}) {
    this.size = threads;
    this.#program = program;
  }

  /** One lane per thread. Big arrays in the input should be shared memory, since every thread gets the input. */
  open<Name extends ThreadKernelName>(kernel: Name, input: InputOf<Name>): ThreadLanes<ResultOf<Name>> {
    while (this.#threads.length < this.size) this.#threads.push(new ComputeThread(this.#program));
    this.#lastProgram += 1;
    const program = this.#lastProgram;
    const threads = this.#threads.map((thread, place) => {
      if (thread.alive) return thread;
      // One that died took its own run with it, not those that come after.
      const next = new ComputeThread(this.#program);
      this.#threads[place] = next;
      return next;
    });
    for (const thread of threads) thread.send({ type: 'prepare', program, kernel, input });
    return {
      lanes: threads.map((thread) => ({
        run: (offset, count) => thread.run(program, offset, count) as Promise<ResultOf<Name>>,
      })),
      close: () => {
        for (const thread of threads) thread.send({ type: 'drop', program });
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map((thread) => thread.close()));
  }
}

function compiledProgram(): ThreadProgram {
  return { url: new URL('./thread-main.js', import.meta.url), execArgv: [] };
}
