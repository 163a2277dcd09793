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

  /** Gives each that fits one more attempt, in a transaction of its own. @throws InvalidParameter */
  @Post('requeue')
  @HttpCode(202)
  async requeue(@Query() query: unknown): Promise<Requeued> {
    const { limit, ...filter } = parseQuery(requeueQuery, query);
    const { items, nextCursor } = await this.jobs.list({ ...filter, dead: true }, { limit });
    const requeued: string[] = [];
    for (const { id } of items) if (await this.#retried(id)) requeued.push(id);
    return { requeued, more: nextCursor !== null };
  }

  /** False when somebody else was faster: the list may come from a replica that has not seen that yet. */
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
