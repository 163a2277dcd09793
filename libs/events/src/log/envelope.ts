import type { LoggedEvent } from './logged-event.js';

/** An event as clients get it, in streams and in webhooks: the payload form of the Standard Webhooks specification. */
export function envelopeOf({ topic, at, data }: Pick<LoggedEvent, 'topic' | 'at' | 'data'>): string {
  return JSON.stringify({ type: topic, timestamp: at.toISOString(), data });
}
