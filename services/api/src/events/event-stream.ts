import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** One server-sent event. */
export interface Frame {
  /** With it a client that lost its connection says where to go on. */
  id?: number;
  event: string;
  /** One line. */
  data: string;
  /** The stream ends after it. */
  last?: boolean;
}

/** One open stream of server-sent events, as the HTML standard writes them (§9.2). */
export class EventStream {
  readonly #closed = new AbortController();

  constructor(private readonly response: ServerResponse) {
    const close = () => this.#closed.abort();
    // A broken connection is told by 'close' as well.
    response.on('error', () => response.destroy());
    response.on('close', close);
    if (response.destroyed || response.writableEnded) close();
  }

  /** Aborts when nothing can be sent any more, whoever ended it. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Resolves when the reader has room for more, or is gone. */
  async send({ id, event, data }: Frame): Promise<void> {
    const idLine = id === undefined ? '' : `id: ${id}\n`;
    await this.#write(`${idLine}event: ${event}\ndata: ${data}\n\n`);
  }

  /** Says where to go on without an event. */
  async mark(id: number): Promise<void> {
    await this.#write(`id: ${id}\n\n`);
  }

  /** Sends what may be left out: nothing to a reader who is behind. */
  offer(text: string): void {
    if (!this.closed.aborted && !this.response.writableNeedDrain) this.response.write(text);
  }

  /** In `ms` the client is to come back when the connection is lost. */
  async retryIn(ms: number): Promise<void> {
    await this.#write(`retry: ${ms}\n\n`);
  }

  /** Ends it in order; a reader who is behind gets what is on its way. */
  end(text = ''): void {
    if (!this.closed.aborted) this.response.end(text);
    this.#closed.abort();
  }

  /** Cuts it: a reader who is too far behind would take memory for as long as it likes. */
  cut(): void {
    this.response.destroy();
    this.#closed.abort();
  }

  async #write(text: string): Promise<void> {
    if (this.closed.aborted || this.response.write(text)) return;
    await once(this.response, 'drain', { signal: this.closed }).catch(() => undefined);
  }
}
