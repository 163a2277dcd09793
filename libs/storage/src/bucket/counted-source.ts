import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { errors } from '@rowhouse/contract';

/** Counts and hashes what passes, and remembers why it ended early: a client of a store wraps such errors. */
export class CountedSource {
  readonly #hash = createHash('sha256');
  readonly #chunks: AsyncIterator<Buffer>;
  size = 0;
  failure: { error: unknown } | null = null;

  constructor(
    private readonly source: AsyncIterable<Uint8Array>,
    private readonly maxBytes = Number.POSITIVE_INFINITY,
  ) {
    this.#chunks = this.#pass();
  }

  /** The first bytes, until there are `enough` of them or no more. */
  async begin(enough: number): Promise<{ bytes: Buffer; whole: boolean }> {
    const chunks: Buffer[] = [];
    while (this.size < enough) {
      const next = await this.#chunks.next();
      if (next.done) return { bytes: Buffer.concat(chunks), whole: true };
      chunks.push(next.value);
    }
    return { bytes: Buffer.concat(chunks), whole: false };
  }

  /** All of it, given back its beginning. */
  after(beginning: Buffer): Readable {
    const chunks = this.#chunks;
    return Readable.from(
      (async function* () {
        yield beginning;
        yield* { [Symbol.asyncIterator]: () => chunks };
      })(),
    );
  }

  /** Tells the source that nobody takes the rest. */
  async cancel(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** Of all that passed, once, at the end. */
  sha256(): string {
    return this.#hash.digest('hex');
  }

  async *#pass(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of this.source) {
        this.size += chunk.byteLength;
        if (this.size > this.maxBytes)
          throw errors.PayloadTooLarge({ what: 'The file', limit: this.maxBytes, actual: this.size });
        this.#hash.update(chunk);
        yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      }
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
