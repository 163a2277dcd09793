import { StringDecoder } from 'node:string_decoder';
import type { Claim, JobLogs } from '@rowhouse/jobs';
import type { Logger } from '@rowhouse/telemetry';
import { type OutputPiece, OutputWindow } from './output-window.js';

/** Of the beginning and of the end of what an attempt writes, in bytes each. */
export const keptLogBytes = 65_536;

/** From the first byte that waits to the write; longer when earlier pieces have to give way at each. */
const writeEveryMs = { beginning: 1000, end: 5000 };

/** Stores what the process of one attempt writes, bounded and in batches. A log that can't be stored costs no job. */
export class AttemptLog {
  readonly #window = new OutputWindow(keptLogBytes);
  #decoder = new StringDecoder('utf8');
  #end = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly claim: Claim,
    private readonly logs: Pick<JobLogs, 'write'>,
    private readonly log: Logger,
  ) {}

  put(chunk: Buffer): void {
    this.#window.put(chunk);
    const wait = this.#window.overflows ? writeEveryMs.end : writeEveryMs.beginning;
    this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  /** Resolves when all is stored that will be. */
  async close(): Promise<void> {
    this.#flush();
    await this.#writing;
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#window.empty) this.#writing = this.#writing.then(() => this.#writeAll());
  }

  async #writeAll(): Promise<void> {
    for (let piece = this.#window.take(); piece; piece = this.#window.take()) {
      const { startByte, bytes, cut } = piece;
      try {
        await this.logs.write(this.claim, { startByte, bytes: bytes.length, text: this.#textOf(piece), cut });
      } catch (err) {
        this.log.warn({ err, job: this.claim.jobId }, 'a part of the log of a job could not be stored');
      }
    }
  }

  /** A character that two pieces share stands in the second one. */
  #textOf({ startByte, bytes }: OutputPiece): string {
    if (startByte !== this.#end) this.#decoder = new StringDecoder('utf8');
    this.#end = startByte + bytes.length;
    return this.#decoder.write(bytes);
  }
}
