import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { JobEntity, JobStore } from '@rowhouse/jobs';
import { type JobDict, jobDict, type PendingJob } from './job-dict.js';

/** Most jobs that are listed per kind and status. */
export const mostPerKind = 50;

/** Most jobs that are looked at per status: the oldest ones. */
export const mostPerStatus = 1000;

export type PendingByKind = Record<string, { waiting: JobDict[]; started: JobDict[] }>;

export interface PendingAnswer {
  byKind: PendingByKind;
  /** Pending jobs that the limits left out. */
  truncated: { waiting: number; started: number };
}

/** The jobs that wait or run, oldest first, bounded however long the backlog is. */
@Injectable()
export class PendingJobs {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(JobStore) private readonly jobs: JobStore,
  ) {}

  async read(): Promise<PendingAnswer> {
    const [waiting, started, counts] = await Promise.all([
      this.#oldest('queued'),
      this.#oldest('running'),
      this.jobs.countsByStateAndPool(),
    ]);
    const byKind: PendingByKind = {};
    const listed = { waiting: 0, started: 0 };
    for (const job of [...waiting, ...started]) {
      byKind[job.kind] ??= { waiting: [], started: [] };
      const status = job.state === 'running' ? 'started' : 'waiting';
      const list = byKind[job.kind]?.[status];
      if (list === undefined || list.length >= mostPerKind) continue;
      list.push(jobDict(job, this.jobs.leaseMs));
      listed[status]++;
    }
    const total = (state: string) =>
      counts.reduce((sum, count) => sum + (count.state === state ? count.jobs : 0), 0);
    return {
      byKind,
      truncated: {
        waiting: Math.max(0, total('queued') - listed.waiting),
        started: Math.max(0, total('running') - listed.started),
      },
    };
  }

  /** Ids grow with time, so the lowest ones are the oldest. */
  #oldest(state: 'queued' | 'running'): Promise<PendingJob[]> {
    return this.database.dataSource.getRepository(JobEntity).find({
      select: {
        id: true,
        kind: true,
        pool: true,
        state: true,
        priority: true,
        owner: true,
        subject: true,
        params: true,
        createdAt: true,
        startedAt: true,
        leaseUntil: true,
      },
      where: { state },
      order: { id: 'ASC' },
      take: mostPerStatus,
    });
  }
}
