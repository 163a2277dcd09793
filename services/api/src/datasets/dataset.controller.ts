import {
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Patch,
  Put,
  Req,
  Res,
} from '@nestjs/common';
import {
  type DatasetDetail,
  type DatasetItem,
  errors,
  patchDatasetBody,
  putDatasetBody,
} from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { checkDatasetName, Datasets, datasetId } from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import type { Logger } from '@rowhouse/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { consistencyHeader, ReadToken } from '../http/consistency.js';
import { jsonBody } from '../http/json-body.js';
import { BLOBS, LOG } from '../platform/tokens.js';
import { blobFolder } from './blob-folder.js';
import { datasetAnswer } from './dataset-answer.js';

/** Creates, reads, changes and deletes one dataset. */
@Controller('api/datasets/:namespace/:name')
export class DatasetController {
  constructor(
    private readonly access: Access,
    private readonly datasets: Datasets,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  @Put()
  @NeedsAccess('writes-dataset')
  @Header('Cache-Control', 'no-store')
  async put(
    @Param('namespace') namespace: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DatasetItem> {
    checkDatasetName(namespace, name);
    await this.access.write(request, namespace, name, { creates: true });
    const body = await jsonBody(request, putDatasetBody);
    const { dataset, created, token } = await this.datasets.put(namespace, name, body);
    reply.code(created ? 201 : 200).header(consistencyHeader, token);
    return datasetAnswer(dataset);
  }

  @Get()
  @NeedsAccess('reads-dataset')
  @Header('Cache-Control', 'no-cache')
  async get(
    @Param('namespace') namespace: string,
    @Param('name') name: string,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
  ): Promise<DatasetDetail> {
    await this.access.readDataset(request, namespace, name, token);
    const dataset = await this.datasets.get(namespace, name, token);
    if (!dataset) throw notFound(namespace, name);
    const served = dataset.servedRevision;
    const revision = served ? await this.datasets.revisions.get(dataset.id, served, token) : null;
    const siblings = (revision?.files ?? []).map(({ path, size, sha256 }) => ({
      rfilename: path,
      size,
      sha256,
    }));
    return { ...datasetAnswer(dataset), siblings };
  }

  @Patch()
  @NeedsAccess('writes-dataset')
  @Header('Cache-Control', 'no-store')
  async patch(
    @Param('namespace') namespace: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DatasetItem> {
    await this.access.write(request, namespace, name, { creates: false });
    const body = await jsonBody(request, patchDatasetBody);
    const changed = await this.datasets.store.update(namespace, name, body);
    if (!changed) throw notFound(namespace, name);
    reply.header(consistencyHeader, changed.token);
    return datasetAnswer(changed.dataset);
  }

  @Delete()
  @NeedsAccess('writes-dataset')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  async delete(
    @Param('namespace') namespace: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.access.write(request, namespace, name, { creates: false });
    const deleted = await this.datasets.store.delete(namespace, name);
    if (!deleted) throw notFound(namespace, name);
    reply.header(consistencyHeader, deleted.token);
    await this.#deleteBlobs(deleted.id);
  }

  /** The dataset is gone already: what can't be deleted now costs space, but is no failure to the client. */
  async #deleteBlobs(id: string): Promise<void> {
    try {
      await this.blobs.deletePrefix(blobFolder(id));
    } catch (err) {
      this.log.error({ err, datasetId: id }, 'files of a deleted dataset are left');
    }
  }
}

function notFound(namespace: string, name: string) {
  return errors.DatasetNotFound({ dataset: datasetId(namespace, name) });
}
