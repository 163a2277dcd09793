import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { errors } from '@rowhouse/contract';
import { Metrics } from '@rowhouse/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS } from '../platform/tokens.js';
import type { ApiSettings } from '../settings.js';
import { EventStream } from './event-stream.js';

const heartbeatMs = 15_000;
/** The client comes back after this, and half of it by chance, so that not all come back at once. */
const retryMs = 1_000;

export type StreamKind = 'job' | 'jobs' | 'dataset' | 'hub-cache';

interface OpenStream {
  stream: EventStream;
  kind: StreamKind;
  client: string;
  lifetime: NodeJS.Timeout;
  /** Throws when the reader has lost the right to read on. */
  recheck: () => Promise<unknown>;
  /** Sent when the server ends the stream. */
  farewell: string;
}

export interface StreamOpening {
  request: FastifyRequest;
  reply: FastifyReply;
  kind: StreamKind;
  recheck: () => Promise<unknown>;
  farewell?: string;
}

/** All open streams of this process: how many there may be, how they are kept alive and how they end. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  readonly #open = new Set<OpenStream>();
  readonly #cut;
  #heartbeat: NodeJS.Timeout | undefined;
  #shuttingDown = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: ApiSettings,
    @Inject(Metrics) metrics: Metrics,
  ) {
    this.#cut = metrics.counter({
      name: 'event_streams_cut_total',
      help: 'Event streams that were cut because their reader was too far behind.',
      labels: ['kind'],
    });
    metrics.gauge({
      name: 'event_streams',
      help: 'Open event streams.',
      labels: ['kind'],
      collect: (gauge) => {
        gauge.reset();
        for (const { kind } of this.#open) gauge.inc({ kind });
      },
    });
  }

  /**
   * Answers the request with an open stream.
   * @throws ServerBusy, TooManyStreams
   */
  open({ request, reply, kind, recheck, farewell = '' }: StreamOpening): EventStream {
    this.#checkRoom(request.ip);
    reply.hijack();
    reply.raw.writeHead(200, {
      // What the hooks of all paths have put there, such as the headers of CORS.
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store',
      vary: 'Authorization',
      // A proxy that buffers would hold events back.
      'x-accel-buffering': 'no',
    });
    const stream = new EventStream(reply.raw);
    if (request.method === 'HEAD') stream.end();
    else {
      reply.raw.flushHeaders();
      this.#add({ stream, kind, client: request.ip, recheck, farewell });
      void stream.retryIn(Math.round(retryMs * (1 + Math.random() / 2)));
    }
    return stream;
  }

  /** Cuts a stream whose reader does not keep up; it may come back and go on where it was. */
  cutSlow(stream: EventStream, kind: StreamKind): void {
    if (stream.closed.aborted) return;
    this.#cut.inc({ kind });
    stream.cut();
  }

  beforeApplicationShutdown(): void {
    this.#shuttingDown = true;
    clearInterval(this.#heartbeat);
    for (const { stream, farewell } of this.#open) stream.end(farewell);
  }

  #checkRoom(client: string): void {
    const { EVENT_STREAMS_MAX: most, EVENT_STREAMS_PER_CLIENT: perClient } = this.settings;
    if (this.#shuttingDown)
      throw errors.ServerBusy({ limit: 0, what: 'event streams (it is shutting down)' });
    if (this.#open.size >= most) throw errors.ServerBusy({ limit: most, what: 'event streams' });
    let own = 0;
    for (const each of this.#open) if (each.client === client) own += 1;
    if (own >= perClient) throw errors.TooManyStreams({ limit: perClient });
  }

  #add(opened: Omit<OpenStream, 'lifetime'>): void {
    const { stream, farewell } = opened;
    const lifetime = setTimeout(() => stream.end(farewell), this.settings.EVENT_STREAM_SECONDS * 1_000);
    const entry = { ...opened, lifetime };
    this.#open.add(entry);
    stream.closed.addEventListener('abort', () => this.#remove(entry), { once: true });
    if (stream.closed.aborted) this.#remove(entry);
    this.#heartbeat ??= setInterval(() => {
      for (const { stream: open, recheck, farewell: last } of this.#open) {
        open.offer(': still here\n\n');
        recheck().catch(() => open.end(last));
      }
    }, heartbeatMs);
  }

  #remove(entry: OpenStream): void {
    this.#open.delete(entry);
    clearTimeout(entry.lifetime);
    if (this.#open.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}
