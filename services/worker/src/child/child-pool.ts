import { fileURLToPath } from 'node:url';
import type { ChildSettings, StepTask } from './protocol.js';
import { type ChildOutcome, StepChild } from './step-child.js';

/** A task while it runs. */
export interface RunningTask {
  outcome: Promise<ChildOutcome>;
  /** Ends the task by ending its process; resolves when its folder is gone too. */
  kill(): Promise<void>;
}

/** Keeps warm processes for the next task; grows to as many as run at once. */
export class ChildPool {
  readonly #idle: StepChild[] = [];
  readonly #busy = new Set<StepChild>();

  constructor(
    private readonly settings: ChildSettings,
    private readonly program: string = fileURLToPath(new URL('./main.js', import.meta.url)),
  ) {}

  async run(task: StepTask, onProgress: (fraction: number) => void): Promise<RunningTask> {
    const child = this.#takeIdle() ?? (await StepChild.start(this.settings, this.program));
    this.#busy.add(child);
    const outcome = child.run(task, onProgress).finally(() => {
      this.#busy.delete(child);
      if (child.alive) this.#idle.push(child);
    });
    return { outcome, kill: () => child.kill() };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((child) => child.kill()));
  }

  #takeIdle(): StepChild | null {
    for (let child = this.#idle.pop(); child; child = this.#idle.pop()) if (child.alive) return child;
    return null;
  }
}
