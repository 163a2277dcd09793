import type { EventBus } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import type { LoggedEvent } from './logged-event.js';

/** The topic that says that the log has grown; carries the new `head`. */
export const logTopic = 'log.appended';

const mostWaiting = 1_000;

/**
 * Tells the bus what got its place in the log, best effort: that it has grown, and each event of a dataset in order.
 * What happens to jobs is on the bus already. When the bus is slower than the log, events are left out.
 */
export class BusTeller {
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly bus: EventBus,
    private readonly log: Pick<Logger, 'warn'> | undefined,
  ) {}

  tell(events: readonly LoggedEvent[], head: number): void {
    void this.#publish(logTopic, { head });
    for (const { topic, position, jobId, data } of events) {
      if (jobId !== null || this.#waiting >= mostWaiting) continue;
      this.#waiting += 1;
      this.#last = this.#last
        .then(() => this.#publish(topic, { position, ...data }))
        .finally(() => {
          this.#waiting -= 1;
        });
    }
  }

  /** Resolves when nothing is on its way any more. */
  async done(): Promise<void> {
    await this.#last;
  }

  async #publish(topic: string, event: object): Promise<void> {
    try {
      await this.bus.publish(topic, event);
    } catch (err) {
      this.log?.warn({ err, topic }, 'An event could not be published; who follows the log sees it soon.');
    }
  }
}
