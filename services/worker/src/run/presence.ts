import type { WorkerRegistry } from '@rowhouse/jobs';
import type { Logger } from '@rowhouse/telemetry';
import type { JobRunner } from './job-runner.js';

/** Keeps this worker's row alive, so that operators see it and what it does. */
export class Presence {
  #timer: NodeJS.Timeout | null = null;
  #telling: Promise<void> = Promise.resolve();

  constructor(
    private readonly registry: WorkerRegistry,
    private readonly runner: JobRunner,
    private readonly worker: { id: string; pool: string; host: string; concurrency: number },
    private readonly log: Logger,
  ) {}

  async start(intervalMs = 5000): Promise<void> {
    await this.#tell();
    this.#timer = setInterval(() => {
      this.#telling = this.#tell();
    }, intervalMs);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    // A sign of life on its way would bring the row back.
    await this.#telling;
    await this.registry.remove(this.worker.id);
  }

  async #tell(): Promise<void> {
    try {
      await this.registry.beat(this.worker, this.runner.running);
    } catch (error) {
      this.log.warn({ err: error }, 'the database did not take the sign of life');
    }
  }
}
