export interface PaceLimits {
  /** Asked more often, the work still runs only once in this many milliseconds. */
  atMostEveryMs: number;
  /** Not asked at all, the work runs once in this many milliseconds. */
  atLeastEveryMs: number;
}

/** Runs a piece of work when asked, but neither too often nor too rarely, and never twice at once. */
export class Pace {
  #timer: NodeJS.Timeout | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  #state: 'stopped' | 'waiting' | 'working' = 'stopped';
  #asked = false;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly limits: PaceLimits,
  ) {}

  /** Begins with one run at once, or as soon as the limit allows. */
  start(): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'waiting';
    this.ask();
  }

  /** No effect while stopped. */
  ask(): void {
    if (this.#state === 'waiting') this.#schedule(this.limits.atMostEveryMs);
    else this.#asked = true;
  }

  /** Lets a run under way finish. */
  stop(): void {
    this.#state = 'stopped';
    clearTimeout(this.#timer);
  }

  #schedule(afterStartMs: number): void {
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.#startedAt + afterStartMs - performance.now());
    this.#timer = setTimeout(() => void this.#run(), wait);
  }

  async #run(): Promise<void> {
    this.#state = 'working';
    this.#asked = false;
    this.#startedAt = performance.now();
    await this.work();
    if ((this.#state as string) === 'stopped') return;
    this.#state = 'waiting';
    this.#schedule(this.#asked ? this.limits.atMostEveryMs : this.limits.atLeastEveryMs);
  }
}
