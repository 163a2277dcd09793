import { Controller, Delete, Get, Header, Param, Req, Res } from '@nestjs/common';
import { errors, type UserJobDetail } from '@rowhouse/contract';
import { type ConsistencyToken, Database } from '@rowhouse/database';
import { JobBatches, JobStore } from '@rowhouse/jobs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { consistencyHeader, ReadToken } from '../http/consistency.js';
import { UserJobs } from './user-jobs.js';

/** Follows and cancels one job. */
@Controller('api/jobs/:id')
@NeedsAccess('knows-caller')
export class JobController {
  constructor(
    private readonly access: Access,
    private readonly jobs: JobStore,
    private readonly userJobs: UserJobs,
    private readonly batches: JobBatches,
    private readonly database: Database,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-cache')
  async get(
    @Param('id') id: string,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
  ): Promise<UserJobDetail> {
    return this.userJobs.detail(await this.access.member(request, 'Reading a job'), id, token);
  }

  /** 200: it was queued and never runs. 202: it runs and stops within seconds, unless its result comes first. */
  @Delete()
  @Header('Cache-Control', 'no-store')
  async cancel(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserJobDetail> {
    const principal = await this.access.member(request, 'Cancelling a job');
    const { children } = await this.userJobs.get(principal, id, await this.#now());
    const outcome = await (children === null ? this.jobs : this.batches).cancel(id);
    const token = await this.#now();
    const job = await this.userJobs.detail(principal, id, token);
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
