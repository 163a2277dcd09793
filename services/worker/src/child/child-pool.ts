import { fileURLToPath } from 'node:url';
import { type ChildOutcome, JobChild, type TaskListener } from './job-child.js';
import type { ChildSettings, JobTask } from './protocol.js';

/** A task while it runs, the start of its process included. */
export interface RunningTask {
  outcome: Promise<ChildOutcome>;
  /** The memory of its process, in bytes. */
  residentBytes(): number;
  /** Ends the task by ending its process; resolves when its folder is gone too. */
  kill(): Promise<void>;
}

/** Keeps warm processes for the next task; grows to as many as run at once. */
export class ChildPool {
  readonly #idle: JobChild[] = [];
  readonly #busy = new Set<JobChild>();

  constructor(
    private readonly settings: ChildSettings,
    private readonly program: string = fileURLToPath(new URL('./main.js', import.meta.url)),
  ) {}

  /** `memoryBytes` is what the process may have; one that keeps half of it from earlier tasks is not taken. */
  run(task: JobTask, listener: TaskListener, memoryBytes: number): RunningTask {
    const child = this.#takeIdle(memoryBytes / 2) ?? JobChild.start(this.settings, this.program);
    this.#busy.add(child);
    const outcome = child.run(task, listener).finally(() => {
      this.#busy.delete(child);
      if (child.alive) this.#idle.push(child);
    });
    return { outcome, residentBytes: () => child.residentBytes, kill: () => child.kill() };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((child) => child.kill()));
  }

  #takeIdle(mostBytes: number): JobChild | null {
    for (let child = this.#idle.pop(); child; child = this.#idle.pop()) {
      if (!child.alive) continue;
      if (child.residentBytes <= mostBytes) return child;
      void child.kill();
    }
    return null;
  }
}
