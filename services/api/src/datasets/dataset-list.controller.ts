import { Controller, Get, Header, Query, Req, Res } from '@nestjs/common';
import { type DatasetItem, listDatasetsQuery } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { Datasets } from '@rowhouse/datasets';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { ReadToken } from '../http/consistency.js';
import { PublicUrl } from '../http/public-url.js';
import { parseQuery } from '../http/query.js';
import { datasetAnswer } from './dataset-answer.js';
import { nextLink } from './next-link.js';

/** `GET /api/datasets`: all datasets that the caller may read, the last changed first. */
@Controller('api/datasets')
@NeedsAccess('knows-caller')
export class DatasetListController {
  constructor(
    private readonly access: Access,
    private readonly datasets: Datasets,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-cache')
  async list(
    @Query() query: unknown,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DatasetItem[]> {
    const { author, ...page } = parseQuery(query, listDatasetsQuery);
    const reader = await this.access.caller(request);
    const { items, nextCursor } = await this.datasets.list({ ...page, namespace: author, reader }, token);
    if (nextCursor) reply.header('Link', nextLink(`${this.publicUrl.of(request)}${request.url}`, nextCursor));
    return items.map(datasetAnswer);
  }
}
