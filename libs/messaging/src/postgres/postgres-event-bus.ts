import { type Database, Gathered, prepared } from '@rowhouse/database';
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

/** $1 channel, $2 payloads. */
const notifyAll = prepared('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload');

/** Notifications on one channel; each process hears them once and fans them out to its subscriptions. */
export class PostgresEventBus implements EventBus {
  readonly #subscriptions = new Set<Subscription>();
  readonly #notifications: Gathered<string, undefined>;
  #listening: Promise<() => Promise<void>> | null = null;

  constructor(private readonly options: PostgresEventBusOptions) {
    this.#notifications = new Gathered((payloads) => this.#notify(payloads));
  }

  async publish(topic: string, event: object): Promise<void> {
    checkTopic(topic);
    await this.#notifications.add(encodeEvent(topic, event));
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

  /** Postgres drops equal notifications of one transaction: those that repeat go in a later one. */
  async #notify(payloads: readonly string[]): Promise<undefined[]> {
    for (let left = [...payloads]; left.length > 0; ) {
      const different = new Set(left);
      await this.options.database.primary.query(notifyAll, [EVENT_CHANNEL, [...different]]);
      // Of each payload the first one has been sent.
      left = left.filter((payload) => !different.delete(payload));
    }
    return payloads.map(() => undefined);
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
