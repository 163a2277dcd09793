import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import { jobLogsQuery, jobLogText } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { JobLogs } from '@rowhouse/jobs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { nextLink } from '../datasets/next-link.js';
import { ReadToken } from '../http/consistency.js';
import { PublicUrl } from '../http/public-url.js';
import { parseQuery } from '../http/query.js';
import { logsAnswer } from './job-answer.js';
import { UserJobs } from './user-jobs.js';

/** `GET /api/jobs/{id}/logs`: what the attempts of a job wrote, as JSON or as plain text. */
@Controller('api/jobs/:id/logs')
@NeedsAccess('knows-caller')
export class JobLogsController {
  constructor(
    private readonly access: Access,
    private readonly userJobs: UserJobs,
    private readonly logs: JobLogs,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-cache')
  @Header('Vary', 'Accept')
  async read(
    @Param('id') id: string,
    @Query() query: unknown,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { format = formatOf(request), ...wanted } = parseQuery(query, jobLogsQuery);
    const principal = await this.access.member(request, 'Reading the log of a job');
    await this.userJobs.get(principal, id, token);
    const answer = logsAnswer(await this.logs.page(id, wanted, token));
    if (answer.more)
      reply.header('Link', nextLink(`${this.publicUrl.of(request)}${request.url}`, answer.cursor));
    if (format === 'json') reply.type('application/json; charset=utf-8').send(answer);
    else reply.type('text/plain; charset=utf-8').send(jobLogText(answer.items));
  }
}

function formatOf({ headers }: FastifyRequest): 'json' | 'text' {
  return headers.accept?.startsWith('text/plain') ? 'text' : 'json';
}
