import type { ServerResponse } from 'node:http';

/** One open event stream. A viewer that reads slowly misses overviews in between, never the newest one. */
export class Viewer {
  #sent: string | null = null;
  #waiting: string | null = null;

  constructor(private readonly response: ServerResponse) {
    response.on('drain', () => {
      const newest = this.#waiting;
      this.#waiting = null;
      if (newest !== null) this.show(newest);
    });
  }

  /** Sends an overview's JSON, unless it is the one sent last. */
  show(json: string): void {
    if (json === this.#sent) return;
    if (this.response.writableNeedDrain) {
      this.#waiting = json;
      return;
    }
    this.#sent = json;
    this.response.write(`event: overview\ndata: ${json}\n\n`);
  }

  /** Keeps proxies from closing a quiet stream. */
  heartbeat(): void {
    if (!this.response.writableNeedDrain) this.response.write(': still here\n\n');
  }

  end(): void {
    this.response.end();
  }
}
