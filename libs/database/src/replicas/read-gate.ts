import { errors } from '@rowhouse/contract';

interface Waiting {
  start: () => void;
  timer: NodeJS.Timeout;
}

/**
 * Lets at most `limit` reads run at once. As many again wait for their turn, each for `maxWaitMs` at most; every
 * other one is refused with `DatabaseBusy` (503, retryable).
 */
export class ReadGate {
  #running = 0;
  readonly #waiting: Waiting[] = [];

  constructor(
    private readonly limit: number,
    private readonly maxWaitMs: number,
    private readonly onRefused: () => void = () => undefined,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.limit) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.limit) throw this.#refusal();
    await new Promise<void>((resolve, reject) => {
      const entry: Waiting = {
        start: () => {
          clearTimeout(entry.timer);
          resolve();
        },
        timer: setTimeout(() => {
          this.#waiting.splice(this.#waiting.indexOf(entry), 1);
          reject(this.#refusal());
        }, this.maxWaitMs),
      };
      this.#waiting.push(entry);
    });
  }

  #refusal() {
    this.onRefused();
    return errors.DatabaseBusy({ limit: this.limit });
  }

  /** The place goes straight to the next in line, so the count stays as it is then. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next.start();
    else this.#running--;
  }
}
