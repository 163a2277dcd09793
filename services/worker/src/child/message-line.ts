import type { Duplex } from 'node:stream';

const headerBytes = 4;

export interface LineListener<In> {
  received(message: In): void;
  /** The other side announced a message of this many bytes, over the limit. Nothing is heard any more. */
  tooLong(bytes: number): void;
  /** The other side is gone. */
  ended(): void;
}

/**
 * Messages between a worker and its child: each is its length in four bytes, big-endian, then JSON in UTF-8. Unlike
 * Node's own channel it knows how long a message is before it takes it in, so that a child can't fill the memory of its
 * worker.
 */
export class MessageLine<In extends object, Out extends object> {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #broken = false;

  constructor(
    private readonly stream: Duplex,
    private readonly maxBytes: number,
    private readonly listener: LineListener<In>,
  ) {
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    // Writing to a process that has just died fails; its end is told by 'close'.
    stream.on('error', () => undefined);
    stream.on('close', () => listener.ended());
  }

  send(message: Out): void {
    if (!this.stream.writable) return;
    const body = Buffer.from(JSON.stringify(message));
    const header = Buffer.alloc(headerBytes);
    header.writeUInt32BE(body.length);
    this.stream.write(Buffer.concat([header, body]));
  }

  /** Calls back when all that was sent is on its way. */
  close(sent: () => void): void {
    this.stream.end(sent);
  }

  #take(chunk: Buffer): void {
    if (this.#broken) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (!this.#broken && this.#bytes >= headerBytes) {
      const length = this.#peek().readUInt32BE();
      if (length > this.maxBytes) {
        this.#refuse(length);
        return;
      }
      if (this.#bytes < headerBytes + length) return;
      const whole = Buffer.concat(this.#chunks);
      this.#keep(whole.subarray(headerBytes + length));
      this.listener.received(JSON.parse(whole.toString('utf8', headerBytes, headerBytes + length)) as In);
    }
  }

  /** The header, also where it came in pieces. */
  #peek(): Buffer {
    if ((this.#chunks[0]?.length ?? 0) < headerBytes) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] as Buffer;
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#bytes = rest.length;
  }

  #refuse(length: number): void {
    this.#broken = true;
    this.#keep(Buffer.alloc(0));
    this.listener.tooLong(length);
  }
}
