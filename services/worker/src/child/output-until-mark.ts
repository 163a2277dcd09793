import type { Readable } from 'node:stream';

/**
 * One output of a child, cut into what belongs to which task: a child writes the mark of a task behind all that its code
 * wrote. What comes while no task is open goes to `idle`.
 */
export class OutputUntilMark {
  #open: { mark: Buffer; write: (chunk: Buffer) => void; reached: () => void } | null = null;
  /** The beginning of a mark, perhaps. */
  #held: Buffer = Buffer.alloc(0);

  constructor(
    private readonly stream: Readable,
    private readonly idle: (chunk: Buffer) => void,
  ) {
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    stream.on('error', () => undefined);
    // No mark comes any more, so what is held is none.
    stream.on('close', () => this.#end());
  }

  /** True when nothing more can come. */
  get closed(): boolean {
    return this.stream.closed;
  }

  /** Resolves when the mark was read, or when the stream is closed. */
  until(mark: string, write: (chunk: Buffer) => void): Promise<void> {
    if (this.closed) return Promise.resolve();
    return new Promise((reached) => {
      this.#open = { mark: Buffer.from(mark), write, reached };
    });
  }

  #take(chunk: Buffer): void {
    if (!this.#open) {
      this.idle(chunk);
      return;
    }
    const { mark, write, reached } = this.#open;
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    const at = bytes.indexOf(mark);
    const end = at >= 0 ? at : bytes.length - beginningOf(mark, bytes);
    if (end > 0) write(bytes.subarray(0, end));
    this.#held = at >= 0 ? Buffer.alloc(0) : Buffer.from(bytes.subarray(end));
    if (at < 0) return;
    this.#open = null;
    reached();
    const rest = bytes.subarray(at + mark.length);
    if (rest.length > 0) this.idle(rest);
  }

  #end(): void {
    const open = this.#open;
    this.#open = null;
    if (this.#held.length > 0) open?.write(this.#held);
    open?.reached();
  }
}

/** How many of the last bytes are the beginning of the mark. */
function beginningOf(mark: Buffer, bytes: Buffer): number {
  for (let length = Math.min(mark.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(-length).equals(mark.subarray(0, length))) return length;
  }
  return 0;
}
