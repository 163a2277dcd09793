import { Inject, Injectable } from '@nestjs/common';
import type { Overview } from '@rowhouse/contract';
import { OverviewSource } from './overview-source.js';

const freshForMs = 500;

/** Lets all viewers and scrapes share one overview, computed at most once per half second. */
@Injectable()
export class OverviewCache {
  #latest: { overview: Promise<Overview>; startedAt: number } | null = null;

  constructor(@Inject(OverviewSource) private readonly source: OverviewSource) {}

  /** At most half a second old. */
  get(now = performance.now()): Promise<Overview> {
    if (this.#latest === null || now - this.#latest.startedAt >= freshForMs) {
      const overview = this.source.compute();
      this.#latest = { overview, startedAt: now };
      // A failure is not kept: the next reader tries again.
      overview.catch(() => {
        if (this.#latest?.overview === overview) this.#latest = null;
      });
    }
    return this.#latest.overview;
  }
}
