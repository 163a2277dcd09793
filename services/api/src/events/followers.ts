import { Inject, Injectable } from '@nestjs/common';
import { type EventFilter, EventLog, EventTail, type LoggedEvent, matchesFilter } from '@rowhouse/events';
import type { Logger } from '@rowhouse/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOG } from '../platform/tokens.js';
import { EventBuffer } from './event-buffer.js';
import type { EventStream, Frame } from './event-stream.js';
import { EventStreams, type StreamKind } from './event-streams.js';

/** What a stream is about. */
export interface Followed {
  filter: EventFilter;
  /** The present state, for a reader who does not go on from somewhere; `position` is its place in the log. */
  begin(position: number): AsyncIterable<Frame>;
  /** What a reader is told of an event; null for nothing. */
  frameOf(event: LoggedEvent): Frame | null | Promise<Frame | null>;
}

/** A request that becomes a stream. */
export interface StreamRequest {
  request: FastifyRequest;
  reply: FastifyReply;
  kind: StreamKind;
  followed: Followed;
  /** The last event that the reader knows; absent: it begins with the present state. */
  lastEventId: number | undefined;
  /** Asked now and then; throws when the reader has lost the right to read on. */
  recheck: () => Promise<unknown>;
  /** Sent when the server ends the stream. */
  farewell?: string;
}

interface Place {
  /** Up to here nothing comes by the buffer. */
  position: number;
  buffer: EventBuffer;
  lastEventId: number | undefined;
  farewell: string | undefined;
}

/** Events that wait for a slow reader; with more it is cut off. */
const mostWaiting = 1_000;
const replayBatch = 200;

/** Leads readers from a place in the log to its end and along with it. */
@Injectable()
export class Followers {
  constructor(
    private readonly tail: EventTail,
    private readonly eventLog: EventLog,
    private readonly streams: EventStreams,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /**
   * Sends the state, or what happened after `lastEventId`, and then what happens, until the stream closes. Each event
   * is sent once and in order. Returns as soon as the stream is open.
   * @throws ServerBusy, TooManyStreams
   */
  async serve(asked: StreamRequest): Promise<EventStream> {
    const { kind, followed, lastEventId, farewell } = asked;
    const gone = new AbortController();
    const buffer = new EventBuffer(mostWaiting, gone.signal);
    let stream: EventStream | null = null;
    const cut = () => {
      gone.abort();
      if (stream) this.streams.cutSlow(stream, kind);
    };
    const { position, unfollow } = await this.tail.follow({
      onEvent: (event) => {
        if (matchesFilter(event, followed.filter) && !buffer.push(event)) cut();
      },
      onGap: cut,
    });
    const leave = () => {
      gone.abort();
      unfollow();
    };
    try {
      stream = this.streams.open(asked);
    } catch (error) {
      leave();
      throw error;
    }
    stream.closed.addEventListener('abort', leave, { once: true });
    if (stream.closed.aborted || gone.signal.aborted) {
      leave();
      cut();
    } else void this.#run(stream, followed, { position, buffer, lastEventId, farewell });
    return stream;
  }

  async #run(
    stream: EventStream,
    followed: Followed,
    { position, buffer, lastEventId, farewell }: Place,
  ): Promise<void> {
    try {
      let sent = await this.#begin(stream, followed, position, lastEventId);
      for (let event = await buffer.next(); event; event = await buffer.next()) {
        // Another process may have been ahead of this one in the log.
        if (event.position <= sent) continue;
        sent = event.position;
        await this.#send(stream, await followed.frameOf(event));
      }
    } catch (err) {
      this.log.warn({ err }, 'an event stream broke off; its reader may come back');
      stream.end(farewell);
    }
  }

  /** Returns up to which position the reader knows everything. */
  async #begin(
    stream: EventStream,
    followed: Followed,
    position: number,
    lastEventId: number | undefined,
  ): Promise<number> {
    if (lastEventId !== undefined) {
      const { head, prunedTo } = await this.eventLog.bounds();
      if (lastEventId >= prunedTo && lastEventId <= head)
        return this.#replay(stream, followed, lastEventId, position);
      const data = { lastEventId: String(lastEventId), oldestEventId: String(prunedTo) };
      await stream.send({ event: 'reset', data: JSON.stringify(data) });
    }
    await stream.mark(position);
    for await (const frame of followed.begin(position)) await this.#send(stream, frame);
    return position;
  }

  async #replay(stream: EventStream, followed: Followed, after: number, upTo: number): Promise<number> {
    for (let sent = after; sent < upTo && !stream.closed.aborted; ) {
      const range = { after: sent, upTo, limit: replayBatch };
      const events = await this.eventLog.matching(followed.filter, range);
      for (const event of events) await this.#send(stream, await followed.frameOf(event));
      sent = events.length < replayBatch ? upTo : (events.at(-1)?.position ?? upTo);
    }
    return Math.max(after, upTo);
  }

  async #send(stream: EventStream, frame: Frame | null): Promise<void> {
    if (!frame || stream.closed.aborted) return;
    await stream.send(frame);
    if (frame.last) stream.end();
  }
}
