import { errors } from '@rowhouse/contract';
import { z } from 'zod';

/** A Postgres notification carries less than 8,000 bytes; both drivers keep to it so that events fit everywhere. */
export const EVENT_LIMIT_BYTES = 7900;

const eventMessage = z.object({ topic: z.string().min(1), event: z.unknown() });

export type EventMessage = z.infer<typeof eventMessage>;

/** The topic stands in the text too, for the driver that has no other place for it. */
export function encodeEvent(topic: string, event: object): string {
  const text = JSON.stringify({ topic, event });
  const actual = Buffer.byteLength(text);
  if (actual > EVENT_LIMIT_BYTES) throw errors.EventTooBig({ limit: EVENT_LIMIT_BYTES, actual });
  return text;
}

/** Null when the text is not an event. */
export function decodeEvent(text: string): EventMessage | null {
  try {
    return eventMessage.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
