import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { waitFor } from '@rowhouse/testing';

/** A server-sent event as it came. */
export interface ReadEvent {
  id: string | undefined;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into events of every shape
  data: any;
}

/** A client of a stream of events that can stop reading, and that can be cut off. */
export class EventReader {
  readonly events: ReadEvent[] = [];
  /** Lines that are no events: comments, and when to come back. */
  readonly asides: string[] = [];
  ended = false;
  /** What a browser would send as `Last-Event-ID`. */
  lastEventId = '';
  #rest = '';

  private constructor(
    private readonly outgoing: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#take(chunk));
    response.on('error', () => undefined);
    response.on('close', () => {
      this.ended = true;
    });
  }

  static async open(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<EventReader> {
    const outgoing = request(url, { headers, agent: false, method });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.on('response', resolve).on('error', reject).end();
    });
    outgoing.on('error', () => undefined);
    return new EventReader(outgoing, response);
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  /** Waits until an event of that name has come, the `nth` of them, and answers it. */
  async until(event: string, nth = 1): Promise<ReadEvent> {
    const named = () => this.events.filter((each) => each.event === event)[nth - 1];
    return waitFor(named, {
      what: `the event '${event}' (${nth}); came: ${this.names().join(', ')}`,
      deadlineMs: 20_000,
      intervalMs: 5,
    });
  }

  async end(): Promise<void> {
    await waitFor(() => this.ended, { what: 'the stream to end', deadlineMs: 20_000, intervalMs: 5 });
  }

  names(): string[] {
    return this.events.map(({ event }) => event);
  }

  cut(): void {
    this.outgoing.destroy();
  }

  #take(chunk: string): void {
    const blocks = (this.#rest + chunk).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) this.#parse(block);
  }

  #parse(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    const id = fields.get('id');
    if (id !== undefined) this.lastEventId = id;
    const [event, data] = [fields.get('event'), fields.get('data')];
    if (event === undefined) this.asides.push(block);
    if (event !== undefined && data !== undefined) this.events.push({ id, event, data: parsed(data) });
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
