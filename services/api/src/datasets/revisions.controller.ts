import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import { errors, pageQuery, type RevisionDetailAnswer, type RevisionItem } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { Datasets, datasetId } from '@rowhouse/datasets';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { ReadToken } from '../http/consistency.js';
import { PublicUrl } from '../http/public-url.js';
import { parseQuery } from '../http/query.js';
import { nextLink } from './next-link.js';
import { revisionAnswer, revisionDetailAnswer } from './revision-answer.js';
import { revisionCursor } from './revision-cursor.js';

/** The history of a dataset, and how far the processing of a revision has come. */
@Controller('api/datasets/:namespace/:name/revisions')
@NeedsAccess('reads-dataset')
export class RevisionsController {
  constructor(
    private readonly access: Access,
    private readonly datasets: Datasets,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-cache')
  async list(
    @Param('namespace') namespace: string,
    @Param('name') name: string,
    @Query() query: unknown,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RevisionItem[]> {
    const { limit, cursor } = parseQuery(query, pageQuery);
    const before = cursor === undefined ? undefined : revisionCursor.decode(cursor);
    await this.access.readDataset(request, namespace, name, token);
    const dataset = datasetId(namespace, name);
    const id = await this.#datasetKey(namespace, name, token);
    const { items, nextBefore } = await this.datasets.revisions.list(id, { before, limit }, token);
    if (nextBefore !== null) {
      const here = `${this.publicUrl.of(request)}${request.url}`;
      reply.header('Link', nextLink(here, revisionCursor.encode(nextBefore)));
    }
    return items.map((item) => revisionAnswer(dataset, item));
  }

  @Get(':revision')
  @Header('Cache-Control', 'no-cache')
  async get(
    @Param('namespace') namespace: string,
    @Param('name') name: string,
    @Param('revision') revision: string,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
  ): Promise<RevisionDetailAnswer> {
    await this.access.readDataset(request, namespace, name, token);
    const dataset = datasetId(namespace, name);
    const id = await this.#datasetKey(namespace, name, token);
    const found = await this.datasets.revisions.get(id, revision, token);
    if (!found) throw errors.RevisionNotFound({ dataset, revision });
    return revisionDetailAnswer(dataset, found);
  }

  async #datasetKey(namespace: string, name: string, token: ConsistencyToken | undefined): Promise<string> {
    const found = await this.datasets.get(namespace, name, token);
    if (!found) throw errors.DatasetNotFound({ dataset: datasetId(namespace, name) });
    return found.id;
  }
}
