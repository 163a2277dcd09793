import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { errors } from '@rowhouse/contract';

/** How long a client may still send after its request was refused, so that it comes to read the answer. */
const lingerMs = 10_000;

/**
 * The body of a request as a stream that may be given up: destroying it lets the rest of the body run dry instead of
 * cutting the connection, over which the error still has to go. A body that stops half-way, or stalls for
 * `idleMs`, ends with `UploadIncomplete`.
 */
export class RequestBody extends Readable {
  readonly #take = (chunk: Buffer) => {
    if (!this.push(chunk)) this.request.pause();
  };
  readonly #end = () => this.push(null);
  readonly #breakOff = () => {
    if (!this.request.complete) this.destroy(errors.UploadIncomplete({}));
  };

  constructor(
    private readonly request: IncomingMessage,
    idleMs = 60_000,
  ) {
    super({ highWaterMark: 256 * 1024 });
    request
      .on('data', this.#take)
      .on('end', this.#end)
      .on('error', this.#breakOff)
      .on('close', this.#breakOff);
    // Whoever reads gets the error; with no reader left it concerns nobody.
    this.on('error', () => undefined);
    request.setTimeout(idleMs, this.#breakOff);
    request.pause();
  }

  override _read(): void {
    this.request.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { request } = this;
    request.off('data', this.#take).off('end', this.#end).off('close', this.#breakOff);
    request.setTimeout(0);
    if (!request.complete && !request.destroyed) {
      const cut = setTimeout(() => request.destroy(), lingerMs).unref();
      request.once('close', () => clearTimeout(cut)).once('end', () => clearTimeout(cut));
      request.resume();
    }
    done(error);
  }
}
