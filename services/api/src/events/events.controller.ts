import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { jobOwnerOf } from '@rowhouse/auth';
import { errors, eventsQuery, userJobKindNames } from '@rowhouse/contract';
import { type ConsistencyToken, Database } from '@rowhouse/database';
import { type DatasetRecord, Datasets, parseDatasetId } from '@rowhouse/datasets';
import { JobStore } from '@rowhouse/jobs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { datasetAnswer } from '../datasets/dataset-answer.js';
import { revisionAnswer } from '../datasets/revision-answer.js';
import { parseQuery } from '../http/query.js';
import { jobItem } from '../jobs/job-answer.js';
import { eventFrame, stateFrame } from './event-frame.js';
import { type Followed, Followers } from './followers.js';
import { lastEventId } from './last-event-id.js';
import { ProgressFeed } from './progress-feed.js';

/** Active jobs that the first event of a stream lists at most. */
const mostListed = 100;

/** What happens to one dataset, or to all jobs of the client. */
@Controller('api/events')
@NeedsAccess('reads-dataset')
export class EventsController {
  constructor(
    private readonly access: Access,
    private readonly datasets: Datasets,
    private readonly jobs: JobStore,
    private readonly followers: Followers,
    private readonly progress: ProgressFeed,
    private readonly database: Database,
  ) {}

  @Get()
  async follow(
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { dataset, lastEventId: parameter } = parseQuery(query, eventsQuery);
    const from = lastEventId(request, parameter);
    if (dataset === undefined) return this.#followJobs({ request, reply, lastEventId: from });
    const { namespace = '', name = '' } = parseDatasetId(dataset) ?? {};
    const token = await this.#now();
    await this.access.readDataset(request, namespace, name, token);
    const followed = this.#datasetFollowed(dataset, await this.#dataset(dataset, token));
    const stream = await this.followers.serve({
      request,
      reply,
      kind: 'dataset',
      followed,
      recheck: () => this.access.readDataset(request, namespace, name),
      lastEventId: from,
    });
    this.progress.attach(stream, ({ subject, kind }) => subject === dataset && !isUserKind(kind));
  }

  async #followJobs(asked: {
    request: FastifyRequest;
    reply: FastifyReply;
    lastEventId: number | undefined;
  }): Promise<void> {
    const member = () => this.access.member(asked.request, 'Following jobs');
    const owner = jobOwnerOf(await member());
    const stream = await this.followers.serve({
      ...asked,
      kind: 'jobs',
      followed: this.#jobsFollowed(owner),
      recheck: member,
    });
    this.progress.attach(stream, (event) => event.owner === owner && isUserKind(event.kind));
  }

  /** Ends when the dataset is gone or who may see it changes: who comes back is asked again. */
  #datasetFollowed(dataset: string, now: DatasetRecord): Followed {
    const state = async (position: number) => {
      const token = await this.#now();
      const found = await this.#dataset(dataset, token);
      const head =
        found.headRevision && (await this.datasets.revisions.get(found.id, found.headRevision, token));
      return stateFrame(position, {
        dataset: datasetAnswer(found),
        revision: head ? { ...revisionAnswer(dataset, head), progress: head.progress } : null,
      });
    };
    return {
      filter: { dataset },
      async *begin(position) {
        yield await state(position);
      },
      frameOf: (event) => {
        const { topic, data } = event;
        const hidden = topic === 'dataset.changed' && (data.changed as string[]).includes('private');
        // The name may have been a private dataset's before, or this one was private: who reads a public one sees none of that.
        if (event.at < now.createdAt || (event.private && !now.private && !hidden)) return null;
        return { ...eventFrame(event), last: hidden || topic === 'dataset.deleted' };
      },
    };
  }

  #jobsFollowed(owner: string): Followed {
    const active = async (position: number) => {
      const filter = { owner, kind: userJobKindNames, state: ['queued', 'running'] as const };
      const { items, nextCursor } = await this.jobs.list(filter, { limit: mostListed }, await this.#now());
      return stateFrame(position, { jobs: items.map(jobItem), truncated: nextCursor !== null });
    };
    return {
      filter: { jobsOf: owner },
      async *begin(position) {
        yield await active(position);
      },
      frameOf: (event) => (isUserKind(String(event.data.kind)) ? eventFrame(event) : null),
    };
  }

  async #dataset(id: string, token: ConsistencyToken) {
    const { namespace = '', name = '' } = parseDatasetId(id) ?? {};
    const found = await this.datasets.get(namespace, name, token);
    if (!found) throw errors.DatasetNotFound({ dataset: id });
    return found;
  }

  /** A read with it sees all that has been committed by now. */
  async #now(): Promise<ConsistencyToken> {
    return (await this.database.writeWithToken(async () => undefined)).token;
  }
}

function isUserKind(kind: string): boolean {
  return (userJobKindNames as string[]).includes(kind);
}
