import type { WorkerRegistry } from '@rowhouse/jobs';
import type { Logger } from '@rowhouse/telemetry';
import type { JobRunner } from './job-runner.js';

/** Keeps this worker's row alive, so that operators see it and what it does. */
export class Presence {
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly registry: WorkerRegistry,
    private readonly runner: JobRunner,
    private readonly worker: { id: string; pool: string; host: string; concurrency: number },
    private readonly log: Logger,
  ) {}

  async start(intervalMs = 5000): Promise<void> {
    await this.#tell();
    this.#timer = setInterval(() => void this.#tell(), intervalMs);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
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
