import { Controller, Get, Header, HttpCode, Inject, Post, Query, UseGuards } from '@nestjs/common';
import {
  deadLettersQuery,
  type JobPage,
  type Requeued,
  RowhouseError,
  requeueQuery,
} from '@rowhouse/contract';
import { JobStore } from '@rowhouse/jobs';
import { parseQuery } from '../http/parse-query.js';
import { SameSiteGuard } from '../http/same-site.guard.js';
import { JobActions } from './job-actions.js';
import { wireSummary } from './wire-job.js';

/** Looked at in one query, however few may be queued again. */
const jobsPerPage = 200;

/** Jobs that have failed for want of another attempt, of all owners. */
@Controller('admin/dead-letters')
@UseGuards(SameSiteGuard)
export class DeadJobsController {
  constructor(
    @Inject(JobStore) private readonly jobs: JobStore,
    @Inject(JobActions) private readonly actions: JobActions,
  ) {}

  /** Newest first. @throws InvalidParameter */
  @Get()
  @Header('cache-control', 'no-store')
  async list(@Query() query: unknown): Promise<JobPage> {
    const { limit, cursor, ...filter } = parseQuery(deadLettersQuery, query);
    const { items, nextCursor } = await this.jobs.list({ ...filter, dead: true }, { limit, cursor });
    return { items: items.map(wireSummary), nextCursor };
  }

  /**
   * Gives each that fits one more attempt, in a transaction of its own. Those that can't have one, such as steps of
   * revisions that are gone, are passed over: they must not keep the others from their turn.
   * @throws InvalidParameter
   */
  @Post('requeue')
  @HttpCode(202)
  async requeue(@Query() query: unknown): Promise<Requeued> {
    const { limit, ...filter } = parseQuery(requeueQuery, query);
    const requeued: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.jobs.listLatest({ ...filter, dead: true }, { limit: jobsPerPage, cursor });
      for (const { id } of page.items) {
        if (requeued.length === limit) return { requeued, more: true };
        if (await this.#retried(id)) requeued.push(id);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return { requeued, more: false };
  }

  /** False when it can't have another attempt, or somebody else was faster. */
  async #retried(id: string): Promise<boolean> {
    try {
      await this.actions.retry(id);
      return true;
    } catch (error) {
      if (error instanceof RowhouseError && error.code === 'JobStateConflict') return false;
      throw error;
    }
  }
}
