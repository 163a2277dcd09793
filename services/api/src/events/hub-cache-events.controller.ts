import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { hubCacheEventsQuery } from '@rowhouse/contract';
import { Database } from '@rowhouse/database';
import { Datasets } from '@rowhouse/datasets';
import type { LoggedEvent } from '@rowhouse/events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { parseQuery } from '../http/query.js';
import type { Frame } from './event-stream.js';
import { type Followed, Followers } from './followers.js';
import { lastEventId } from './last-event-id.js';

const step = 'dataset-hub-cache';
/** What can change what readers see of that step. */
const topics = [
  'dataset.step.succeeded',
  'dataset.step.failed',
  'dataset.served',
  'dataset.changed',
  'dataset.deleted',
];
const pageSize = 200;
/** Events whose answer is kept, since all streams ask for the same ones at the same time. */
const keptAnswers = 500;

/** Hugging Face's stream of what lists of datasets show, with ids so that it can be resumed. Public datasets only. */
@Controller('sse/hub-cache')
@NeedsAccess('knows-caller')
export class HubCacheEventsController {
  readonly #answers = new LRUCache<number, string, LoggedEvent>({
    max: keptAnswers,
    fetchMethod: (_position, _stale, { context }) => this.#answer(context),
  });

  constructor(
    private readonly access: Access,
    private readonly datasets: Datasets,
    private readonly followers: Followers,
    private readonly database: Database,
  ) {}

  /** `all=true` begins with every dataset; `hub_cache` is null for one that is deleted, hidden or in error. */
  @Get()
  async follow(
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { all, lastEventId: parameter } = parseQuery(query, hubCacheEventsQuery);
    const from = lastEventId(request, parameter);
    await this.access.caller(request);
    await this.followers.serve({
      request,
      reply,
      kind: 'hub-cache',
      followed: this.#followed(all),
      recheck: () => this.access.caller(request),
      lastEventId: from,
      farewell: 'event: error\ndata: Connection closed\n\n',
    });
  }

  #followed(all: boolean): Followed {
    const everything = () => this.#everything();
    return {
      filter: { topics },
      async *begin(position) {
        if (!all) return;
        // Who is cut off before the end gets all of it again: only the last message says where it is.
        let last: string | null = null;
        for await (const data of everything()) {
          if (last !== null) yield message(last);
          last = data;
        }
        if (last !== null) yield { ...message(last), id: position };
      },
      frameOf: async (event) => {
        if (!concernsReaders(event)) return null;
        const data = await this.#answers.fetch(event.position, { context: event });
        return data ? { ...message(data), id: event.position } : null;
      },
    };
  }

  async *#everything(): AsyncGenerator<string> {
    for (let after = ''; ; ) {
      const page = await this.datasets.served.everywhere(step, after, pageSize);
      for (const { dataset, content } of page) yield dataOf(dataset, content);
      const last = page.at(-1);
      if (!last || page.length < pageSize) return;
      after = last.dataset;
    }
  }

  /** How things are now, which is the event's outcome or that of a later one; empty when readers see no change. */
  async #answer({ subject, topic, data }: LoggedEvent): Promise<string> {
    const dataset = subject ?? '';
    if (topic === 'dataset.deleted') return dataOf(dataset, null);
    const { token } = await this.database.writeWithToken(async () => undefined);
    const shown = await this.datasets.served.publicly(step, dataset, token);
    const ofAnother = topic.startsWith('dataset.step.') && shown?.revision !== data.revision;
    return ofAnother ? '' : dataOf(dataset, shown?.content ?? null);
  }
}

/** A private dataset is told of once, when it becomes one: that there is nothing to see any more. */
function concernsReaders({ topic, data, private: hidden }: LoggedEvent): boolean {
  if (topic === 'dataset.changed') return (data.changed as string[]).includes('private');
  if (hidden) return false;
  // What a new dataset shows comes with its first result.
  if (topic === 'dataset.served') return data.previous !== null;
  return topic === 'dataset.deleted' || data.step === step;
}

function dataOf(dataset: string, content: string | null): string {
  return `{"dataset":${JSON.stringify(dataset)},"hub_cache":${content ?? 'null'}}`;
}

function message(data: string): Frame {
  return { event: 'message', data };
}
