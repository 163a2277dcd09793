/** Lets a loop sleep until its time has come or somebody calls; a call while it is awake is kept for later. */
export class Wakeup {
  #called = false;
  #resume: (() => void) | null = null;

  call(): void {
    this.#called = true;
    this.#resume?.();
  }

  /** Returns at once when called since the last wait; else after `ms`, on a call or on an abort. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#called && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        const resume = () => {
          clearTimeout(timer);
          resolve();
        };
        this.#resume = resume;
        signal.addEventListener('abort', resume, { once: true });
      }).finally(() => {
        if (this.#resume) signal.removeEventListener('abort', this.#resume);
        this.#resume = null;
      });
    }
    this.#called = false;
  }
}
