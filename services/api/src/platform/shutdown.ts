/** Whether the process has been told to end, and what must not be torn apart by that. */
export class Shutdown {
  #begun = false;
  readonly #working = new Set<Promise<unknown>>();

  get begun(): boolean {
    return this.#begun;
  }

  begin(): void {
    this.#begun = true;
  }

  /** Work that outlives its connection: what it began it still tidies up before the servers are let go. */
  async seeThrough<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    this.#working.add(running);
    try {
      return await running;
    } finally {
      this.#working.delete(running);
    }
  }

  /** Resolves when no such work is left, however it ended. */
  async allDone(): Promise<void> {
    await Promise.allSettled(this.#working);
  }
}
