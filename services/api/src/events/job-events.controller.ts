import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { Principal } from '@rowhouse/auth';
import { jobEventsQuery } from '@rowhouse/contract';
import { Database } from '@rowhouse/database';
import { EventLog } from '@rowhouse/events';
import { isFinal, type JobRecord, type JobState } from '@rowhouse/jobs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { parseQuery } from '../http/query.js';
import { UserJobs } from '../jobs/user-jobs.js';
import { eventFrame, stateFrame } from './event-frame.js';
import { type Followed, Followers } from './followers.js';
import { lastEventId } from './last-event-id.js';
import { ProgressFeed } from './progress-feed.js';

/** What happens to one job, as it happens. */
@Controller('api/jobs/:id/events')
@NeedsAccess('knows-caller')
export class JobEventsController {
  constructor(
    private readonly access: Access,
    private readonly userJobs: UserJobs,
    private readonly followers: Followers,
    private readonly progress: ProgressFeed,
    private readonly eventLog: EventLog,
    private readonly database: Database,
  ) {}

  /** Ends after the job's final state. 204 tells an EventSource that comes back after that to stay away. */
  @Get()
  async follow(
    @Param('id') id: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const from = lastEventId(request, parseQuery(query, jobEventsQuery).lastEventId);
    const member = () => this.access.member(request, 'Following a job');
    const principal = await member();
    const job = await this.userJobs.get(principal, id, await this.#now());
    if (from !== undefined && isFinal(job.state) && (await this.#knowsAll(job, from))) {
      reply.code(204).header('Cache-Control', 'no-store').send();
      return;
    }
    const recheck = async () => this.userJobs.get(await member(), id);
    const followed = this.#followed(principal, id);
    const stream = await this.followers.serve({
      request,
      reply,
      kind: 'job',
      followed,
      recheck,
      lastEventId: from,
    });
    this.progress.attach(stream, (event) => event.jobId === id);
  }

  #followed(principal: Principal, id: string): Followed {
    const { userJobs } = this;
    const now = () => this.#now();
    return {
      filter: { jobId: id },
      async *begin(position) {
        const job = await userJobs.detail(principal, id, await now());
        yield { ...stateFrame(position, job), last: isFinal(job.state) };
      },
      frameOf: (event) => ({ ...eventFrame(event), last: isFinal(event.data.state as JobState) }),
    };
  }

  /** Whether nothing can come after that event, for a job that has ended. */
  async #knowsAll({ id }: JobRecord, position: number): Promise<boolean> {
    if (await this.eventLog.isAwaiting(id)) return false;
    const { head } = await this.eventLog.bounds();
    const range = { after: position, upTo: head, limit: 1 };
    return position <= head && (await this.eventLog.matching({ jobId: id }, range)).length === 0;
  }

  /** A read with it sees all that has been committed by now. */
  async #now() {
    return (await this.database.writeWithToken(async () => undefined)).token;
  }
}
