import { fileURLToPath } from 'node:url';
import { errors } from '@rowhouse/contract';
import type { ReaderSettings, ReaderTask } from './protocol.js';
import { ReaderChild } from './reader-child.js';
import type { ReaderMetrics } from './reader-metrics.js';

export interface ReaderPoolOptions {
  /** What the pool is for, in the plural: `filters`. */
  name: string;
  /** Tasks at once; each has a process of its own. */
  processes: number;
  /** Tasks that may wait for a process. */
  maxWaiting: number;
  /** A task is ended when it has run for so long. */
  timeoutSeconds: number;
  reader: ReaderSettings;
}

/** The compiled `main.js` of this folder; the same whether this file runs compiled or not. */
const program = fileURLToPath(new URL('../../dist/readers/main.js', import.meta.url));

/** Idle processes are ended after so long. */
const idleMs = 300_000;

/**
 * Reads what takes long, in processes beside the api's: pages by position go on being served. A few tasks run, some wait
 * in turn, all others are refused at once.
 */
export class ReaderPool {
  readonly #idle: { child: ReaderChild; ending: NodeJS.Timeout }[] = [];
  readonly #busy = new Set<ReaderChild>();
  readonly #waiting: (() => void)[] = [];
  readonly #closed = new AbortController();
  #running = 0;

  constructor(
    private readonly options: ReaderPoolOptions,
    private readonly metrics: ReaderMetrics,
  ) {
    metrics.watch(options.name, () => ({ running: this.#running, waiting: this.#waiting.length }));
  }

  /**
   * The values of a task as they are taken.
   * @throws ServerBusy when too many wait, QueryLimitExceeded after its time, the signal's reason, what the task throws
   */
  async *run(task: ReaderTask, signal: AbortSignal): AsyncGenerator<unknown> {
    const { name, timeoutSeconds } = this.options;
    const leave = await this.metrics.timeWait(name, () => this.#enter(signal));
    const timedOut = new AbortController();
    const timer = setTimeout(() => timedOut.abort(this.#tooLong()), timeoutSeconds * 1000);
    const end = this.metrics.started(name, task.kind);
    let child: ReaderChild | null = null;
    try {
      child = await this.#take(task.table);
      yield* child.run(task, AbortSignal.any([signal, timedOut.signal, this.#closed.signal]));
      end('succeeded');
    } catch (error) {
      end(signal.aborted ? 'cancelled' : timedOut.signal.aborted ? 'timed_out' : 'failed');
      throw error;
    } finally {
      // Only the first of these counts: who takes no more values has left.
      end('cancelled');
      clearTimeout(timer);
      if (child) this.#giveBack(child);
      leave();
    }
  }

  /** The only value of a task. */
  async one(task: ReaderTask, signal: AbortSignal): Promise<unknown> {
    let found: unknown;
    for await (const value of this.run(task, signal)) found = value;
    return found;
  }

  close(): void {
    this.#closed.abort(errors.ServiceUnavailable());
    for (const { child, ending } of this.#idle.splice(0)) {
      clearTimeout(ending);
      child.kill();
    }
    for (const child of this.#busy) child.kill();
  }

  /** Waits for its turn; the answer ends it. */
  async #enter(signal: AbortSignal): Promise<() => void> {
    const { name, processes, maxWaiting } = this.options;
    signal.throwIfAborted();
    if (this.#running >= processes) {
      if (this.#waiting.length >= maxWaiting) {
        this.metrics.refused(name);
        throw errors.ServerBusy({ limit: processes + maxWaiting, what: name });
      }
      await this.#turn(AbortSignal.any([signal, this.#closed.signal]));
    } else this.#running += 1;
    return () => {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    };
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(onTurn), 1);
        reject(signal.reason as Error);
      };
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      this.#waiting.push(onTurn);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  async #take(table: string): Promise<ReaderChild> {
    const alive = this.#idle.filter(({ child }) => child.alive);
    const found = alive.find(({ child }) => child.table === table) ?? alive[0];
    if (found) {
      this.#idle.splice(this.#idle.indexOf(found), 1);
      clearTimeout(found.ending);
    }
    const child = found?.child ?? (await ReaderChild.start(this.options.reader, program));
    this.#busy.add(child);
    return child;
  }

  #giveBack(child: ReaderChild): void {
    this.#busy.delete(child);
    if (this.#closed.signal.aborted) child.kill();
    if (!child.alive) return;
    const ending = setTimeout(() => {
      child.kill();
      this.#idle.splice(
        this.#idle.findIndex((idle) => idle.child === child),
        1,
      );
    }, idleMs).unref();
    this.#idle.push({ child, ending });
  }

  #tooLong() {
    const { name, timeoutSeconds } = this.options;
    return errors.QueryLimitExceeded({
      what: `One of the ${name} ran`,
      limit: timeoutSeconds,
      unit: 'seconds',
      next: 'Ask for fewer rows or simpler conditions, or submit a query as a job.',
    });
  }
}
