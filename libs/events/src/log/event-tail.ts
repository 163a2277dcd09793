import { Wakeup } from '@rowhouse/database';
import type { EventBus } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import { logTopic } from './bus-teller.js';
import type { EventLog } from './event-log.js';
import type { LoggedEvent } from './logged-event.js';

export interface TailListener {
  /** Each event of the log once, in order, from the position on that `follow` returned. Must not block. */
  onEvent(event: LoggedEvent): void;
  /** Events were deleted before they were read here: nothing more will come. Begin anew from the log's bounds. */
  onGap(): void;
}

export interface EventTailOptions {
  log?: Pick<Logger, 'warn'>;
  /** Between two looks when nothing wakes it, in milliseconds; default 1 s. */
  pollMs?: number;
}

const batch = 500;

/** One process's reading of the end of the log, for all who follow it there. Reads nothing while nobody does. */
export class EventTail {
  readonly #listeners = new Set<TailListener>();
  readonly #wakeup = new Wakeup();
  readonly #stop = new AbortController();
  #position = 0;
  /** Followers, those included that wait for the start. */
  #followers = 0;
  #ready: Promise<void> | null = null;
  #running: Promise<void> | null = null;
  #subscribing: Promise<() => Promise<void>> | null = null;

  constructor(
    private readonly eventLog: EventLog,
    private readonly bus: EventBus,
    private readonly options: EventTailOptions = {},
  ) {}

  /** `position` is that of the last event before the first that the listener will hear. */
  async follow(listener: TailListener): Promise<{ position: number; unfollow: () => void }> {
    this.#followers += 1;
    let following = true;
    const unfollow = () => {
      if (!following) return;
      following = false;
      this.#listeners.delete(listener);
      this.#followers -= 1;
      if (this.#followers === 0) this.#ready = null;
    };
    try {
      this.#ready ??= this.#begin();
      await this.#ready;
    } catch (error) {
      this.#ready = null;
      unfollow();
      throw error;
    }
    this.#listeners.add(listener);
    // What was told before anybody listened has not been read.
    this.#wakeup.call();
    return { position: this.#position, unfollow };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#stop.abort();
    await this.#running;
    const unsubscribe = await this.#subscribing?.catch(() => null);
    await unsubscribe?.();
  }

  /** Skips what happened while nobody followed. */
  async #begin(): Promise<void> {
    const wake = () => this.#wakeup.call();
    this.#subscribing ??= this.bus.subscribe(logTopic, wake, wake);
    try {
      await this.#subscribing;
    } catch (error) {
      this.#subscribing = null;
      throw error;
    }
    this.#position = (await this.eventLog.bounds()).head;
    this.#running ??= this.#run(this.#stop.signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        while (!signal.aborted && this.#listeners.size > 0 && (await this.#read()) === batch);
      } catch (err) {
        this.options.log?.warn({ err }, 'The log of events could not be read; trying again.');
      }
      await this.#wakeup.wait(this.options.pollMs ?? 1_000, signal);
    }
  }

  async #read(): Promise<number> {
    const from = this.#position;
    const events = await this.eventLog.after(from, batch);
    // All left and others came meanwhile, who begin at a later position.
    if (this.#position !== from) return batch;
    const first = events[0];
    if (first && first.position !== from + 1) this.#cut();
    for (const event of events) {
      this.#position = event.position;
      for (const listener of this.#listeners) listener.onEvent(event);
    }
    return events.length;
  }

  #cut(): void {
    const missed = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of missed) listener.onGap();
  }
}
