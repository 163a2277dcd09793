import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type PendingByKind, PendingJobs } from './pending-jobs.js';

/**
 * Hugging Face's `/admin/pending-jobs`, bounded. `X-Truncated` tells how many pending jobs are not listed; all of
 * them are in the pages of `/admin/jobs?state=queued`.
 */
@Controller('admin/pending-jobs')
export class PendingJobsController {
  constructor(@Inject(PendingJobs) private readonly pending: PendingJobs) {}

  @Get()
  @Header('cache-control', 'no-store')
  async list(@Res({ passthrough: true }) reply: FastifyReply): Promise<PendingByKind> {
    const { byKind, truncated } = await this.pending.read();
    reply.header('x-truncated', `waiting=${truncated.waiting}, started=${truncated.started}`);
    return byKind;
  }
}
