import type { OrphanBlobs } from '@rowhouse/datasets';
import type { JobHistory } from '@rowhouse/jobs';
import type { BlobInfo, BlobStore } from '@rowhouse/storage';
import type { Metrics } from '@rowhouse/telemetry';

export interface SweepLimits {
  /** A blob that belongs to nothing is kept for so many hours: what it belongs to may still be on its way. */
  orphanHours: number;
  /** Files of results are kept for so many days after the end of their job; 0 keeps them for ever. */
  resultDays: number;
}

/** So many blobs are looked up in the database together. */
const batchSize = 500;
/** Most blobs that one sweep deletes; the next one goes on. */
const mostDeleted = 10_000;
const hourMs = 3_600_000;

/** Deletes blobs that nobody can reach any more. Age first, then the primary, decide; a sweep may end anywhere. */
export class BlobSweep {
  readonly #deleted;

  constructor(
    private readonly blobs: BlobStore,
    private readonly orphans: OrphanBlobs,
    private readonly history: JobHistory,
    private readonly limits: SweepLimits,
    metrics: Metrics,
  ) {
    this.#deleted = metrics.counter({
      name: 'blobs_swept_total',
      help: 'Blobs deleted because nothing refers to them, or because their time of retention is over.',
      labels: ['reason'],
    });
  }

  /** Returns how many blobs it deleted. */
  async run(stop: AbortSignal): Promise<number> {
    const { orphanHours, resultDays } = this.limits;
    const orphans = await this.#sweep('datasets/', 'orphan', orphanHours * hourMs, stop, (keys) =>
      this.orphans.among(keys),
    );
    if (resultDays === 0) return orphans;
    return (
      orphans +
      (await this.#sweep('jobs/', 'result', resultDays * 24 * hourMs, stop, (keys) => this.#oldResults(keys)))
    );
  }

  async #oldResults(keys: readonly string[]): Promise<string[]> {
    const jobOf = (key: string) => key.split('/')[1] ?? '';
    const jobs = [...new Set(keys.map(jobOf))];
    const old = await this.history.finishedLongAgo(jobs, this.limits.resultDays);
    return keys.filter((key) => old.has(jobOf(key)));
  }

  async #sweep(
    prefix: string,
    reason: 'orphan' | 'result',
    leastAgeMs: number,
    stop: AbortSignal,
    unused: (keys: readonly string[]) => Promise<string[]>,
  ): Promise<number> {
    let deleted = 0;
    const before = Date.now() - leastAgeMs;
    for await (const keys of batches(this.blobs.list(prefix), before)) {
      if (stop.aborted || deleted >= mostDeleted) break;
      for (const key of (await unused(keys)).slice(0, mostDeleted - deleted)) {
        if (stop.aborted) break;
        await this.blobs.delete(key);
        this.#deleted.inc({ reason });
        deleted++;
      }
    }
    return deleted;
  }
}

/** The keys of blobs that were last changed before `before`, in lists of bounded length. */
async function* batches(blobs: AsyncIterable<BlobInfo>, before: number): AsyncGenerator<string[]> {
  let keys: string[] = [];
  for await (const { key, modified } of blobs) {
    if (modified.getTime() >= before) continue;
    if (keys.push(key) < batchSize) continue;
    yield keys;
    keys = [];
  }
  if (keys.length > 0) yield keys;
}
