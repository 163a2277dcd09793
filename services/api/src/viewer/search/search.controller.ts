import { Controller, Get, Query, Res } from '@nestjs/common';
import type { ConsistencyToken } from '@rowhouse/database';
import type { FastifyReply } from 'fastify';
import { Access } from '../../access/access.js';
import { NeedsAccess } from '../../access/access-rule.js';
import { ClientLeft, clientLeft } from '../../http/client-left.js';
import { ReadToken } from '../../http/consistency.js';
import { PublicUrl } from '../../http/public-url.js';
import { pageWithMediaUrls } from '../media/media-urls.js';
import { pageOf, type Query as QueryString, requireInTurn } from '../parameters.js';
import { withRevision } from '../served-answer.js';
import { SearchPages } from './search-pages.js';

/** `GET /search`: the rows of a split that hold some words, the best first. */
@Controller()
@NeedsAccess('reads-dataset')
export class SearchController {
  constructor(
    private readonly access: Access,
    private readonly pages: SearchPages,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get('search')
  async search(
    @Query() query: QueryString,
    @ReadToken() token: ConsistencyToken | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { query: words, ...place } = requireInTurn(query, ['dataset', 'config', 'split', 'query']);
    const request = { ...place, query: words, ...pageOf(query, this.pages.maxRows) };
    await this.access.read(reply.request, place.dataset, token);
    const left = clientLeft(reply);
    try {
      const answer = await withRevision(reply, () => this.pages.get(request, left, token));
      const body = pageWithMediaUrls(answer, place, this.publicUrl.of(reply.request));
      reply.type('application/json; charset=utf-8').send(body);
    } catch (error) {
      if (!(error instanceof ClientLeft)) throw error;
    }
  }
}
