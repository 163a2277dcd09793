import type { Database } from '@rowhouse/database';
import type { Logger } from '@rowhouse/telemetry';
import { decodeEvent, encodeEvent } from '../messages/event-message.js';
import type { EventBus, EventListener } from '../ports/event-bus.js';
import { checkTopic, topicMatcher } from '../topic-pattern.js';

export interface PostgresEventBusOptions {
  database: Database;
  log: Logger;
}

interface Subscription {
  matches: (topic: string) => boolean;
  onEvent: EventListener;
  onGap: (() => void) | undefined;
}

/** Payload: topic and event as JSON. */
export const EVENT_CHANNEL = 'rowhouse_events';

/** Notifications on one channel; each process hears them once and fans them out to its subscriptions. */
export class PostgresEventBus implements EventBus {
  readonly #subscriptions = new Set<Subscription>();
  #listening: Promise<() => Promise<void>> | null = null;

  constructor(private readonly options: PostgresEventBusOptions) {}

  async publish(topic: string, event: object): Promise<void> {
    checkTopic(topic);
    await this.options.database.primary.query('SELECT pg_notify($1, $2)', [
      EVENT_CHANNEL,
      encodeEvent(topic, event),
    ]);
  }

  async subscribe(pattern: string, onEvent: EventListener, onGap?: () => void): Promise<() => Promise<void>> {
    checkTopic(pattern);
    const subscription = { matches: topicMatcher(pattern), onEvent, onGap };
    this.#subscriptions.add(subscription);
    this.#listening ??= this.options.database.listen(EVENT_CHANNEL, (payload) => this.#dispatch(payload));
    try {
      await this.#listening;
    } catch (error) {
      this.#listening = null;
      this.#subscriptions.delete(subscription);
      throw error;
    }
    return async () => {
      this.#subscriptions.delete(subscription);
    };
  }

  async close(): Promise<void> {
    this.#subscriptions.clear();
    const listening = this.#listening;
    this.#listening = null;
    const end = await listening;
    await end?.();
  }

  #dispatch(payload: string): void {
    if (payload === '') {
      for (const { onGap } of this.#subscriptions) this.#call('gap', () => onGap?.());
      return;
    }
    const message = decodeEvent(payload);
    if (!message) {
      this.options.log.error({ bytes: payload.length }, 'a notification is not an event, dropping it');
      return;
    }
    const { topic, event } = message;
    for (const { matches, onEvent } of this.#subscriptions) {
      if (matches(topic)) this.#call(topic, () => onEvent(topic, event));
    }
  }

  #call(topic: string, listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.options.log.error({ err: error, topic }, 'an event listener failed');
    }
  }
}
