import { Controller, Get, Header, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import {
  adminJobsQuery,
  type JobDetail,
  type JobLogsAnswer,
  type JobPage,
  jobLogsQuery,
} from '@rowhouse/contract';
import { JobLogs, JobStore } from '@rowhouse/jobs';
import { parseQuery } from '../http/parse-query.js';
import { SameSiteGuard } from '../http/same-site.guard.js';
import { JobActions } from './job-actions.js';
import { wireDetail, wireLogs, wireSummary } from './wire-job.js';

@Controller('admin/jobs')
@UseGuards(SameSiteGuard)
export class JobsController {
  constructor(
    @Inject(JobStore) private readonly jobs: JobStore,
    @Inject(JobActions) private readonly actions: JobActions,
    @Inject(JobLogs) private readonly logs: JobLogs,
  ) {}

  /** Newest first. @throws InvalidParameter */
  @Get()
  @Header('cache-control', 'no-store')
  async list(@Query() query: unknown): Promise<JobPage> {
    const { limit, cursor, ...filter } = parseQuery(adminJobsQuery, query);
    const { items, nextCursor } = await this.jobs.list(filter, { limit, cursor });
    return { items: items.map(wireSummary), nextCursor };
  }

  /** @throws JobNotFound */
  @Get(':id')
  @Header('cache-control', 'no-store')
  async get(@Param('id') id: string): Promise<JobDetail> {
    return wireDetail(await this.actions.get(id));
  }

  /** What its attempts wrote. @throws InvalidParameter, JobNotFound */
  @Get(':id/logs')
  @Header('cache-control', 'no-store')
  async log(@Param('id') id: string, @Query() query: unknown): Promise<JobLogsAnswer> {
    const { limit, cursor, attempt } = parseQuery(jobLogsQuery, query);
    await this.actions.get(id);
    return wireLogs(await this.logs.page(id, { limit, cursor, attempt }));
  }

  /** @throws JobNotFound, JobStateConflict */
  @Post(':id/retry')
  @HttpCode(202)
  async retry(@Param('id') id: string): Promise<JobDetail> {
    return wireDetail(await this.actions.retry(id));
  }

  /** @throws JobNotFound, JobStateConflict */
  @Post(':id/cancel')
  @HttpCode(202)
  async cancel(@Param('id') id: string): Promise<{ id: string; status: 'cancelled' | 'requested' }> {
    return { id, status: await this.actions.cancel(id) };
  }
}
