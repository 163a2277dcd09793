import { type Database, Leadership, type LeadershipTiming, Wakeup } from '@rowhouse/database';
import type { Logger } from '@rowhouse/telemetry';

/** Something that one process of the whole house does from time to time. */
export interface LeaderTask {
  /** For the log. */
  name: string;
  /** From the end of a run to the begin of the next, in milliseconds. */
  everyMs: number;
  /** Returns soon after its signal aborts. What it throws is logged; it runs again at its next time. */
  run(leading: AbortSignal): Promise<void>;
}

export interface LeaderTasksOptions {
  log?: Pick<Logger, 'info' | 'warn'>;
  leadership?: LeadershipTiming;
}

/** Runs each task in a rhythm of its own, at once after it takes the lead. Start one in as many processes as you like. */
export class LeaderTasks {
  readonly #leadership: Leadership;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(
    db: Database,
    private readonly tasks: readonly LeaderTask[],
    private readonly options: LeaderTasksOptions = {},
  ) {
    this.#leadership = new Leadership(db, 'rowhouse:tasks', options.log, options.leadership);
  }

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#running = this.#leadership.keep(async (signal) => {
      await Promise.all(this.tasks.map((task) => this.#repeat(task, signal)));
    }, this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#running;
    this.#stop = null;
  }

  async #repeat({ name, everyMs, run }: LeaderTask, signal: AbortSignal): Promise<void> {
    const sleep = new Wakeup();
    while (!signal.aborted) {
      try {
        await run(signal);
      } catch (err) {
        this.options.log?.warn({ err, task: name }, 'A task of the house failed; it runs again later.');
      }
      await sleep.wait(everyMs, signal);
    }
  }
}
