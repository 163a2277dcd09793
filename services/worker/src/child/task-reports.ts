import type { FromChild } from './protocol.js';

const usageEveryMs = 1000;
const progressEveryMs = 100;

/** Tells the worker what a task costs and how far it is, while it runs: a process that is killed tells nothing any more. */
export class TaskReports {
  readonly #startCpu = process.cpuUsage();
  readonly #timer: NodeJS.Timeout;
  #progress: number | null = null;
  #progressSentAt = 0;
  #gpuMs = 0;

  constructor(private readonly send: (message: FromChild) => void) {
    this.#timer = setInterval(() => this.#tick(), usageEveryMs);
  }

  /** So far: CPU time of all threads, and what the code said of devices, in milliseconds. */
  get usage(): { cpuMs: number; gpuMs: number } {
    const { user, system } = process.cpuUsage(this.#startCpu);
    return { cpuMs: Math.round((user + system) / 1000), gpuMs: Math.round(this.#gpuMs) };
  }

  /** However often the code calls it, ten messages a second are the most. */
  progress(fraction: number): void {
    if (!Number.isFinite(fraction)) return;
    this.#progress = Math.min(1, Math.max(0, fraction));
    if (performance.now() - this.#progressSentAt >= progressEveryMs) this.#sendProgress();
  }

  gpuSeconds(seconds: number): void {
    if (Number.isFinite(seconds) && seconds > 0) this.#gpuMs += seconds * 1000;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    this.#sendProgress();
    this.send({ type: 'usage', ...this.usage, rssBytes: process.memoryUsage.rss() });
  }

  #sendProgress(): void {
    if (this.#progress === null) return;
    this.send({ type: 'progress', fraction: this.#progress });
    this.#progress = null;
    this.#progressSentAt = performance.now();
  }
}
