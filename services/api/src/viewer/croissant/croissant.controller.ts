import { Controller, Get, Param, Res } from '@nestjs/common';
import { type CroissantCrumbs, type CroissantNode, errors } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { Datasets, datasetId, withBaseUrl } from '@rowhouse/datasets';
import type { FastifyReply } from 'fastify';
import { Access } from '../../access/access.js';
import { NeedsAccess } from '../../access/access-rule.js';
import { ReadToken } from '../../http/consistency.js';
import { PublicUrl } from '../../http/public-url.js';
import { sendJson, servedAnswer } from '../served-answer.js';
import { croissantDocument } from './croissant-document.js';

/** `GET /api/datasets/{ns}/{name}/croissant`: a dataset as a Croissant document, at the Hub's path. */
@Controller('api/datasets/:namespace/:name/croissant')
@NeedsAccess('reads-dataset')
export class CroissantController {
  constructor(
    private readonly access: Access,
    private readonly datasets: Datasets,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get()
  async croissant(
    @Param('namespace') namespace: string,
    @Param('name') name: string,
    @ReadToken() token: ConsistencyToken | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.access.readDataset(reply.request, namespace, name, token);
    const dataset = datasetId(namespace, name);
    const record = await this.datasets.get(namespace, name, token);
    if (!record) throw errors.DatasetNotFound({ dataset });
    const served = await servedAnswer(this.datasets, reply, 'dataset-croissant-crumbs', { dataset }, token);
    const revision = await this.datasets.revisions.get(record.id, served.revision, token);
    if (!revision) throw errors.DatasetNotFound({ dataset });
    const baseUrl = this.publicUrl.of(reply.request);
    const stored = JSON.parse(withBaseUrl(served.content, baseUrl)) as {
      crumbs: CroissantCrumbs;
      files: CroissantNode[];
    };
    const { description, createdAt } = record;
    const facts = { namespace, name, description, createdAt, revision, baseUrl };
    reply.header('Cache-Control', 'no-cache');
    sendJson(reply, JSON.stringify(croissantDocument(facts, stored)));
  }
}
