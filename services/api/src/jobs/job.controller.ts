import { Controller, Delete, Get, Header, Param, Res } from '@nestjs/common';
import { errors, type UserJobDetail } from '@rowhouse/contract';
import { type ConsistencyToken, Database } from '@rowhouse/database';
import { JobStore } from '@rowhouse/jobs';
import type { FastifyReply } from 'fastify';
import { consistencyHeader, ReadToken } from '../http/consistency.js';
import { UserJobs } from './user-jobs.js';

/** Follows and cancels one job. */
@Controller('api/jobs/:id')
export class JobController {
  constructor(
    private readonly jobs: JobStore,
    private readonly userJobs: UserJobs,
    private readonly database: Database,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-cache')
  get(@Param('id') id: string, @ReadToken() token: ConsistencyToken | undefined): Promise<UserJobDetail> {
    return this.userJobs.detail(id, token);
  }

  /** 200: it was queued and never runs. 202: it runs and stops within seconds, unless its result comes first. */
  @Delete()
  @Header('Cache-Control', 'no-store')
  async cancel(
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserJobDetail> {
    await this.userJobs.get(id, await this.#now());
    const outcome = await this.jobs.cancel(id);
    const token = await this.#now();
    const job = await this.userJobs.detail(id, token);
    if (outcome === 'ended')
      throw errors.JobStateConflict({ jobId: id, state: job.state, action: 'cancelled' });
    reply.code(outcome === 'cancelled' ? 200 : 202).header(consistencyHeader, token);
    return job;
  }

  /** A read with it sees all that has been committed by now. */
  async #now(): Promise<ConsistencyToken> {
    return (await this.database.writeWithToken(async () => undefined)).token;
  }
}
