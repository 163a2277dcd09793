/** Work that several may wait for: it runs once, and is aborted when nobody waits any more. */
export class SharedWork<T> {
  readonly #running = new Map<string, { result: Promise<T>; abort: AbortController; waiting: number }>();

  /** Joins the work that runs under this key, or starts it. Rejects with the signal's reason for who leaves. */
  async run(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const running = this.#running.get(key) ?? this.#start(key, work);
    running.waiting += 1;
    let leave = () => {};
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(signal.reason as Error);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([running.result, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      running.waiting -= 1;
      if (running.waiting === 0) {
        // Who comes now must not join what is being stopped.
        if (this.#running.get(key) === running) this.#running.delete(key);
        running.abort.abort(signal.reason);
      }
    }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>) {
    const abort = new AbortController();
    const running = { result: work(abort.signal), abort, waiting: 0 };
    running.result.catch(() => undefined);
    this.#running.set(key, running);
    return running;
  }
}
