import { Inject, Injectable } from '@nestjs/common';
import type { Overview } from '@rowhouse/contract';
import { Metrics } from '@rowhouse/telemetry';
import { OverviewCache } from '../overview/overview-cache.js';

type Set = (labels: Record<string, string>, value: number) => void;

/** Gauges over the whole house, taken from the overview at each scrape; parts that are unknown are left out. */
@Injectable()
export class HouseGauges {
  constructor(
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(OverviewCache) private readonly overview: OverviewCache,
  ) {
    this.#gauge('jobs_by_state', 'All jobs in the database.', ['pool', 'state'], ({ pools }, set) => {
      for (const { pool, jobs } of pools)
        for (const [state, count] of Object.entries(jobs)) set({ pool, state }, count);
    });
    this.#gauge('queue_depth', 'Messages in the queue of a pool.', ['pool', 'state'], ({ pools }, set) => {
      for (const { pool, queue } of pools)
        for (const [state, count] of Object.entries(queue ?? {})) set({ pool, state }, count);
    });
    this.#gauge('workers', 'Live workers, and those that run a job.', ['pool', 'state'], ({ pools }, set) => {
      for (const { pool, workers } of pools)
        for (const [state, count] of Object.entries(workers)) set({ pool, state }, count);
    });
    this.#gauge('problems', 'Problems that the dashboard shows.', ['severity'], ({ problems }, set) => {
      for (const severity of ['error', 'warning'])
        set({ severity }, problems.filter((problem) => problem.severity === severity).length);
    });
  }

  #gauge(name: string, help: string, labels: string[], fill: (overview: Overview, set: Set) => void): void {
    this.metrics.gauge({
      name,
      help,
      labels,
      collect: async (gauge) => {
        const overview = await this.overview.get();
        gauge.reset();
        fill(overview, (values, value) => gauge.set(values, value));
      },
    });
  }
}
