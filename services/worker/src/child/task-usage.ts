const intervalMs = 1000;

/** Measures what a task costs, and tells it while it runs: a process that is killed tells nothing any more. */
export class TaskUsage {
  readonly #start = process.cpuUsage();
  readonly #timer: NodeJS.Timeout;

  constructor(tell: (cpuMs: number) => void) {
    this.#timer = setInterval(() => tell(this.cpuMs), intervalMs);
  }

  /** CPU time of all threads since the start, in milliseconds. */
  get cpuMs(): number {
    const { user, system } = process.cpuUsage(this.#start);
    return Math.round((user + system) / 1000);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
