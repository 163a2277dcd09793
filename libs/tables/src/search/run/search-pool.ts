import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { errors } from '@rowhouse/contract';
import type { SearchHits, SearchReply, SearchTask, SearchThreadData } from './search-protocol.js';

export interface SearchPoolOptions {
  /** Searches at once. */
  threads: number;
  /** Searches that may wait for a thread; more are refused. */
  maxWaiting: number;
  /** Index files that each thread keeps open. */
  openFiles: number;
  /** MiB that SQLite may use, over all threads. */
  memoryMb: number;
}

/** How long a thread gets to notice that its search was cancelled, in milliseconds. */
const patienceMs = 1000;

interface Waiting {
  task: Omit<SearchTask, 'id'>;
  signal: AbortSignal;
  resolve: (hits: SearchHits) => void;
  reject: (error: unknown) => void;
}

/** An index file can't be read as one. */
export class DamagedIndex extends Error {}

/** Runs searches on a bounded number of threads, so that nothing else waits for them. */
export class SearchPool {
  readonly #idle: SearchThread[] = [];
  readonly #threads = new Set<SearchThread>();
  readonly #waiting: Waiting[] = [];
  #closed = false;

  constructor(private readonly options: SearchPoolOptions) {}

  get running(): number {
    return this.#threads.size - this.#idle.length;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * When `signal` aborts, the search ends and the call rejects with the signal's reason.
   * @throws ServerBusy when too many wait, DamagedIndex
   */
  run(task: Omit<SearchTask, 'id'>, signal: AbortSignal): Promise<SearchHits> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (this.#closed) return reject(new Error('the search threads are closed'));
      if (this.#waiting.length >= this.options.maxWaiting) {
        const limit = this.options.threads + this.options.maxWaiting;
        return reject(errors.ServerBusy({ limit, what: 'searches' }));
      }
      const waiting: Waiting = { task, signal, resolve, reject };
      signal.addEventListener('abort', () => this.#leave(waiting), { once: true });
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the search threads are closed'));
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  #leave(waiting: Waiting): void {
    const place = this.#waiting.indexOf(waiting);
    if (place < 0) return;
    this.#waiting.splice(place, 1);
    waiting.reject(waiting.signal.reason);
  }

  #next(): void {
    if (this.#closed || this.#waiting.length === 0) return;
    const thread = this.#idleThread() ?? this.#start();
    const waiting = thread && this.#waiting.shift();
    if (!waiting) return;
    thread
      .run(waiting.task, waiting.signal)
      .then(waiting.resolve, waiting.reject)
      .finally(() => {
        if (thread.alive) this.#idle.push(thread);
        else this.#threads.delete(thread);
        this.#next();
      });
  }

  /** A thread that died while it was idle makes room for a new one. */
  #idleThread(): SearchThread | null {
    for (let thread = this.#idle.pop(); thread; thread = this.#idle.pop()) {
      if (thread.alive) return thread;
      this.#threads.delete(thread);
    }
    return null;
  }

  #start(): SearchThread | null {
    if (this.#threads.size >= this.options.threads) return null;
    const thread = new SearchThread(this.options);
    this.#threads.add(thread);
    return thread;
  }
}

/** One thread, which runs one search at a time. */
class SearchThread {
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;
  #alive = true;
  #lastId = 0;

  constructor({ openFiles, memoryMb }: SearchPoolOptions) {
    const workerData: SearchThreadData = {
      cancelled: this.#cancelled.buffer as SharedArrayBuffer,
      openFiles,
      memoryBytes: memoryMb * 1024 * 1024,
    };
    // Beside this file, in the form that this file has.
    const program = new URL(`./search-thread${extname(import.meta.url)}`, import.meta.url);
    this.#worker = new Worker(program, { workerData, execArgv: [] });
    this.#worker.once('exit', () => {
      this.#alive = false;
    });
    // Each search listens for itself; between searches nobody would.
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
  }

  get alive(): boolean {
    return this.#alive;
  }

  run(task: Omit<SearchTask, 'id'>, signal: AbortSignal): Promise<SearchHits> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      let impatient: NodeJS.Timeout | undefined;
      const onAbort = () => {
        Atomics.store(this.#cancelled, 0, id);
        impatient = setTimeout(() => {
          // SQLite sits in one long step: the thread ends with it, another one takes its place.
          void this.end();
          settle(() => reject(signal.reason));
        }, patienceMs);
      };
      const settle = (end: () => void) => {
        clearTimeout(impatient);
        signal.removeEventListener('abort', onAbort);
        this.#worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        this.#worker.unref();
        end();
      };
      const onMessage = (reply: SearchReply) =>
        settle(() => {
          if (reply.type === 'found') resolve({ hits: reply.hits, total: reply.total });
          else if (reply.type === 'cancelled') reject(signal.reason);
          else reject(reply.damaged ? new DamagedIndex(reply.message) : new Error(reply.message));
        });
      const onError = (error: unknown) => {
        this.#alive = false;
        settle(() => reject(error));
      };
      const onExit = () => settle(() => reject(new Error('a search thread ended')));
      this.#worker.on('message', onMessage).once('error', onError).once('exit', onExit);
      this.#worker.ref();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#worker.postMessage({ ...task, id });
    });
  }

  async end(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }
}
