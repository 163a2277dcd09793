import type { JobRemains, RemainingJob } from '@rowhouse/jobs';
import type { BlobStore } from '@rowhouse/storage';
import type { Logger } from '@rowhouse/telemetry';
import { deleteEarlierAttempts } from '../child/earlier-attempts.js';
import type { JobKinds } from '../kinds/job-kinds.js';

/** Now and then removes the blobs of attempts whose worker vanished and that no later attempt tidied up after. */
export class RemainsSweep {
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> | null = null;

  constructor(
    private readonly remains: JobRemains,
    private readonly parts: { pool: string; kinds: JobKinds; blobs: BlobStore; log: Logger },
  ) {}

  start(intervalMs = 5000): void {
    this.#timer = setInterval(() => {
      this.#sweeping ??= this.#sweep().finally(() => {
        this.#sweeping = null;
      });
    }, intervalMs);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const { pool, log } = this.parts;
    try {
      await this.remains.clear(pool, (job) => this.#remove(job));
    } catch (err) {
      log.warn({ err }, 'files of a job that crashed are left; trying again');
    }
  }

  async #remove({ id, kind: name, params, fence }: RemainingJob): Promise<void> {
    const kind = this.parts.kinds.find(name);
    const parsed = kind?.options.parameters.safeParse(params);
    // What can't be run any more has no folder that anybody knows.
    if (!kind || !parsed?.success) return;
    const next = String(BigInt(fence) + 1n);
    await deleteEarlierAttempts(this.parts.blobs, {
      blobFolder: kind.blobFolder(id, parsed.data),
      fence: next,
    });
  }
}
