import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { ConsistencyToken } from '@rowhouse/database';
import { Datasets, parquetRef } from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { ReadToken } from '../http/consistency.js';
import { BLOBS } from '../platform/tokens.js';
import { sendBlob } from './send-blob.js';

/** `GET /datasets/{ns}/{name}/resolve/{rev}/{path}`: originals and Parquet files, whole or in part. */
@Controller('datasets/:namespace/:name/resolve/:rev')
@NeedsAccess('reads-dataset')
export class ResolveController {
  constructor(
    private readonly access: Access,
    private readonly datasets: Datasets,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  @Get('*')
  async resolve(
    @Param('namespace') namespace: string,
    @Param('name') name: string,
    @Param('rev') rev: string,
    @Param('*') path: string,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const at = revisionAndPath(rev, path);
    await this.access.readDataset(request, namespace, name, token);
    const file = await this.datasets.files.find(namespace, name, at.rev, at.path, token);
    reply.header('X-Repo-Commit', file.revision);
    await sendBlob(this.blobs, request, reply, {
      ...file,
      etag: `"${file.sha256 ?? `${file.blobKey}-${file.size}`}"`,
      path: at.path,
      cacheControl: at.rev === file.revision ? 'max-age=31536000, immutable' : 'no-cache',
    });
  }
}

/** A client or proxy may have undone the escape of the slashes in `refs%2Fconvert%2Fparquet`. */
function revisionAndPath(rev: string, path: string): { rev: string; path: string } {
  const whole = `${rev}/${path}`;
  if (!whole.startsWith(`${parquetRef}/`)) return { rev, path };
  return { rev: parquetRef, path: whole.slice(parquetRef.length + 1) };
}
