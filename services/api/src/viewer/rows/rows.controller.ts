import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { ConsistencyToken } from '@rowhouse/database';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../access/access.js';
import { NeedsAccess } from '../../access/access-rule.js';
import { clientLeft } from '../../http/client-left.js';
import { weakEtag } from '../../http/conditional.js';
import { ReadToken } from '../../http/consistency.js';
import { PublicUrl } from '../../http/public-url.js';
import { SETTINGS } from '../../platform/tokens.js';
import type { ApiSettings } from '../../settings.js';
import { Exports } from '../export/exports.js';
import { Filters } from '../filter/filters.js';
import { pageWithMediaUrls } from '../media/media-urls.js';
import { pageOf, type Query as QueryString, rangeOf, requireInTurn } from '../parameters.js';
import { readingParameters } from '../reading-parameters.js';
import { withRevision } from '../served-answer.js';

/** `GET /rows`: a page of a split by position, or with `format=` all of it as a file. */
@Controller()
@NeedsAccess('reads-dataset')
export class RowsController {
  constructor(
    private readonly access: Access,
    private readonly filters: Filters,
    private readonly exports: Exports,
    private readonly publicUrl: PublicUrl,
    @Inject(SETTINGS) private readonly settings: ApiSettings,
  ) {}

  @Get('rows')
  async rows(
    @Query() query: QueryString,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = requireInTurn(query, ['dataset', 'config', 'split']);
    const { format, ...asked } = { ...place, ...readingParameters(query) };
    if (format) {
      const download = { ...asked, format, ...rangeOf(query) };
      await this.access.read(request, place.dataset, token);
      await this.exports.send(request, reply, download, token);
      return;
    }
    const page = { ...asked, ...pageOf(query, this.settings.PAGE_MAX_ROWS, this.settings.PAGE_MAX_LENGTH) };
    await this.access.read(request, place.dataset, token);
    const signal = clientLeft(reply);
    const answer = await withRevision(reply, () => this.filters.get(page, signal, token));
    const body = pageWithMediaUrls(answer, place, this.publicUrl.of(request));
    // The page's own ETag is that of its marks: equal pages of different splits would share it, and what is kept by it.
    const etag = body === answer.body ? answer.etag : weakEtag(body);
    reply.header('ETag', etag).type('application/json; charset=utf-8').send(body);
  }
}
