import type { LoggedEvent } from '@rowhouse/events';

/** Events between the log and one reader, in order, up to a limit. */
export class EventBuffer {
  readonly #events: LoggedEvent[] = [];
  #waiting: (() => void) | null = null;

  /** `closed` ends the waiting of `next`. */
  constructor(
    private readonly limit: number,
    private readonly closed: AbortSignal,
  ) {
    closed.addEventListener('abort', () => this.#waiting?.(), { once: true });
  }

  /** False when there is no room: the reader is too far behind. */
  push(event: LoggedEvent): boolean {
    if (this.#events.length >= this.limit) return false;
    this.#events.push(event);
    this.#waiting?.();
    return true;
  }

  /** Waits for an event; null when closed. */
  async next(): Promise<LoggedEvent | null> {
    while (!this.closed.aborted) {
      const event = this.#events.shift();
      if (event) return event;
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
      this.#waiting = null;
    }
    return null;
  }
}
