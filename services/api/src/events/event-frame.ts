import { envelopeOf, type LoggedEvent } from '@rowhouse/events';
import type { Frame } from './event-stream.js';

/** An event as streams of our own API send it. */
export function eventFrame(event: LoggedEvent): Frame {
  return { id: event.position, event: event.topic, data: envelopeOf(event) };
}

/** The first frame of a stream: how things are at that place of the log, or a moment later. */
export function stateFrame(position: number, state: object): Frame {
  return { id: position, event: 'state', data: JSON.stringify(state) };
}
