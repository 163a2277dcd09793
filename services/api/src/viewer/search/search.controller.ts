import { Controller, Get, Query, Res } from '@nestjs/common';
import type { ConsistencyToken } from '@rowhouse/database';
import type { FastifyReply } from 'fastify';
import { Access } from '../../access/access.js';
import { NeedsAccess } from '../../access/access-rule.js';
import { ClientLeft, clientLeft } from '../../http/client-left.js';
import { ReadToken } from '../../http/consistency.js';
import { PublicUrl } from '../../http/public-url.js';
import { Exports, type RowsAsked } from '../export/exports.js';
import { pageWithMediaUrls } from '../media/media-urls.js';
import { pageOf, type Query as QueryString, rangeOf, requireInTurn } from '../parameters.js';
import { readingParameters } from '../reading-parameters.js';
import { withRevision } from '../served-answer.js';
import { SearchPages } from './search-pages.js';
import type { SearchedPlace } from './split-indexes.js';

/** `GET /search`: the rows of a split that hold some words, the best first, or with `format=` all of them as a file. */
@Controller()
@NeedsAccess('reads-dataset')
export class SearchController {
  constructor(
    private readonly access: Access,
    private readonly pages: SearchPages,
    private readonly exports: Exports,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get('search')
  async search(
    @Query() query: QueryString,
    @ReadToken() token: ConsistencyToken | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { query: words, ...place } = requireInTurn(query, ['dataset', 'config', 'split', 'query']);
    const { format, columns, revision } = readingParameters(query);
    if (format) {
      const download = { ...place, format, columns, revision, ...rangeOf(query) };
      await this.access.read(reply.request, place.dataset, token);
      await this.#download(reply, download, words, token);
      return;
    }
    const request = { ...place, query: words, revision, ...pageOf(query, this.pages.maxRows) };
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

  async #download(
    reply: FastifyReply,
    asked: SearchedPlace & RowsAsked,
    query: string,
    token?: ConsistencyToken,
  ): Promise<void> {
    const left = clientLeft(reply);
    try {
      const found = await withRevision(reply, () => this.pages.everything({ ...asked, query }, left, token));
      await this.exports.sendRows(reply.request, reply, asked, found);
    } catch (error) {
      if (!(error instanceof ClientLeft)) throw error;
    }
  }
}
