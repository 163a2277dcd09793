import { Controller, Get, Header, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { credentialOf, jobOwnerOf, rules } from '@rowhouse/auth';
import {
  errors,
  listJobsQuery,
  poolOfJob,
  submitJobBody,
  type UserJobDetail,
  type UserJobItem,
  userJobKindNames,
} from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { JobStore, JobSubmissions } from '@rowhouse/jobs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { nextLink } from '../datasets/next-link.js';
import { consistencyHeader, ReadToken } from '../http/consistency.js';
import { jsonBody } from '../http/json-body.js';
import { PublicUrl } from '../http/public-url.js';
import { parseQuery } from '../http/query.js';
import { idempotencyKey } from './idempotency-key.js';
import { jobItem, jobUrl } from './job-answer.js';
import { jobParams, scenarioParams } from './job-params.js';
import { QueryAccess } from './query-access.js';
import { UserJobs } from './user-jobs.js';

/** Takes jobs in and lists them. */
@Controller('api/jobs')
@NeedsAccess('knows-caller')
export class JobListController {
  constructor(
    private readonly access: Access,
    private readonly queryAccess: QueryAccess,
    private readonly submissions: JobSubmissions,
    private readonly jobs: JobStore,
    private readonly userJobs: UserJobs,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** 202 with the new job; 200 with the job that the Idempotency-Key already stands for. */
  @Post()
  @HttpCode(202)
  @Header('Cache-Control', 'no-store')
  async submit(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserJobDetail> {
    const key = idempotencyKey(request);
    const principal = await this.access.member(request, 'Submitting a job');
    const { kind, params: asked, scenarios, priority, runAt } = await jsonBody(request, submitJobBody);
    const due = runAt === undefined ? undefined : new Date(runAt);
    const wanted = scenarios ? scenarioParams(kind, asked, scenarios) : [jobParams(kind, asked)];
    for (const one of wanted) await this.queryAccess.check(principal, one);
    const [first = {}] = wanted;
    const { jobId, created, job, token } = await this.submissions.submit({
      idempotencyKey: key,
      request: {
        kind,
        pool: poolOfJob(kind, first),
        owner: jobOwnerOf(principal),
        credential: credentialOf(principal),
        params: scenarios ? { params: asked, scenarios } : first,
        priority,
        runAt: due,
      },
      children:
        scenarios &&
        wanted.map((params) => ({ pool: poolOfJob(kind, params), params, priority, runAt: due })),
    });
    if (!created) reply.code(200);
    reply.header('Location', jobUrl(jobId)).header(consistencyHeader, token);
    return job
      ? this.userJobs.detailOfNew(principal, job, token)
      : this.userJobs.detail(principal, jobId, token);
  }

  /** Those of the caller's owner, the newest first; an administrator sees all, or those of `owner`. */
  @Get()
  @Header('Cache-Control', 'no-cache')
  async list(
    @Query() query: unknown,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserJobItem[]> {
    const { state, kind, owner, parent, limit, cursor } = parseQuery(query, listJobsQuery);
    const principal = await this.access.member(request, 'Listing jobs');
    const whose = rules.mayOperate(principal) ? owner : jobOwnerOf(principal);
    if (owner !== undefined && whose !== owner)
      throw errors.NotAllowed({ what: `Listing the jobs of '${owner}'`, needs: "the scope 'admin'" });
    const filter = {
      owner: whose,
      kind: kind ?? userJobKindNames,
      state,
      parent: parent ?? null,
    };
    const { items, nextCursor } = await this.jobs.list(filter, { limit, cursor }, token);
    if (nextCursor) reply.header('Link', nextLink(`${this.publicUrl.of(request)}${request.url}`, nextCursor));
    return items.map(jobItem);
  }
}
