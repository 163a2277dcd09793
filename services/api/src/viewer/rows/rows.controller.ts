import { Controller, Get, Query, Res } from '@nestjs/common';
import type { ConsistencyToken } from '@rowhouse/database';
import type { FastifyReply } from 'fastify';
import { Access } from '../../access/access.js';
import { NeedsAccess } from '../../access/access-rule.js';
import { ReadToken } from '../../http/consistency.js';
import { pageOf, type Query as QueryString, requireInTurn } from '../parameters.js';
import { withRevision } from '../served-answer.js';
import { RowPages } from './row-pages.js';

/** `GET /rows`: a page of a split by position. */
@Controller()
@NeedsAccess('reads-dataset')
export class RowsController {
  constructor(
    private readonly access: Access,
    private readonly pages: RowPages,
  ) {}

  @Get('rows')
  async rows(
    @Query() query: QueryString,
    @ReadToken() token: ConsistencyToken | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = requireInTurn(query, ['dataset', 'config', 'split']);
    const request = { ...place, ...pageOf(query, this.pages.maxRows) };
    await this.access.read(reply.request, place.dataset, token);
    const { body, etag } = await withRevision(reply, () => this.pages.get(request, token));
    reply.header('ETag', etag).type('application/json; charset=utf-8').send(body);
  }
}
