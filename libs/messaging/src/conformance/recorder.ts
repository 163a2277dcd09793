import type { Delivery } from '../ports/job-queue.js';
import { eventually } from './eventually.js';

/** Handlers for tests that remember what was delivered and, when held, wait to be let go. */
export class Recorder {
  readonly deliveries: Delivery[] = [];
  running = 0;
  mostRunning = 0;
  #gate = Promise.withResolvers<void>();
  #held = false;

  /** From now on handlers wait for `letGo`. */
  hold(): this {
    this.#held = true;
    return this;
  }

  letGo(): void {
    this.#held = false;
    this.#gate.resolve();
    this.#gate = Promise.withResolvers<void>();
  }

  readonly handle = async (delivery: Delivery): Promise<void> => {
    this.deliveries.push(delivery);
    this.running++;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      if (this.#held) await this.#gate.promise;
    } finally {
      this.running--;
    }
  };

  get jobIds(): string[] {
    return this.deliveries.map(({ jobId }) => jobId);
  }

  received(count: number): Promise<void> {
    return eventually(`${count} deliveries`, () => this.deliveries.length >= count);
  }
}
