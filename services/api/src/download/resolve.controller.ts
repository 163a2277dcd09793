import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { errors } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { Datasets, parquetRef, type StoredFile } from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadToken } from '../http/consistency.js';
import { BLOBS } from '../platform/tokens.js';
import { contentDisposition } from './content-disposition.js';
import { mediaType } from './media-type.js';
import { isNotModified, rangeApplies } from './not-modified.js';
import { requestedRange } from './range.js';

/** `GET /datasets/{ns}/{name}/resolve/{rev}/{path}`: originals and Parquet files, whole or in part. */
@Controller('datasets/:namespace/:name/resolve/:rev')
export class ResolveController {
  constructor(
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
    const file = await this.datasets.files.find(namespace, name, at.rev, at.path, token);
    const etag = `"${file.sha256 ?? `${file.blobKey}-${file.size}`}"`;
    describeFile(reply, file, { etag, path: at.path, isFixed: at.rev === file.revision });
    if (isNotModified(request.headers, etag, file.modified)) {
      reply.code(304).send();
      return;
    }
    const asked = rangeApplies(request.headers, etag, file.modified) ? request.headers.range : undefined;
    await this.#sendBytes(request, reply, file, asked);
  }

  async #sendBytes(
    request: FastifyRequest,
    reply: FastifyReply,
    { blobKey, size }: StoredFile,
    asked: string | undefined,
  ): Promise<void> {
    const range = requestedRange(asked, size);
    if (range === 'unsatisfiable') {
      reply.header('Content-Range', `bytes */${size}`);
      throw errors.InvalidRange({ size });
    }
    if (range !== 'whole')
      reply.code(206).header('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
    const length = range === 'whole' ? size : range.end - range.start + 1;
    const bytes =
      request.method === 'HEAD'
        ? Readable.from([])
        : await this.blobs.read(blobKey, range === 'whole' ? undefined : range);
    reply.header('Content-Length', length).send(bytes);
  }
}

function describeFile(
  reply: FastifyReply,
  file: StoredFile,
  { etag, path, isFixed }: { etag: string; path: string; isFixed: boolean },
): void {
  reply
    .header('ETag', etag)
    .header('Last-Modified', file.modified.toUTCString())
    .header('Accept-Ranges', 'bytes')
    .header('X-Repo-Commit', file.revision)
    .header('Content-Disposition', contentDisposition(path))
    .header('Cache-Control', isFixed ? 'max-age=31536000, immutable' : 'no-cache')
    .type(mediaType(path));
}

/** A client or proxy may have undone the escape of the slashes in `refs%2Fconvert%2Fparquet`. */
function revisionAndPath(rev: string, path: string): { rev: string; path: string } {
  const whole = `${rev}/${path}`;
  if (!whole.startsWith(`${parquetRef}/`)) return { rev, path };
  return { rev: parquetRef, path: whole.slice(parquetRef.length + 1) };
}
