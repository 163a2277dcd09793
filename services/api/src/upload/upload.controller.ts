import { Controller, Header, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ownerOf } from '@rowhouse/auth';
import { errors, type UploadAnswer, uploadQuery } from '@rowhouse/contract';
import { checkDatasetName, datasetId } from '@rowhouse/datasets';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { revisionUrl } from '../datasets/revision-answer.js';
import { consistencyHeader } from '../http/consistency.js';
import { parseQuery } from '../http/query.js';
import { RequestBody } from '../http/request-body.js';
import { Shutdown } from '../platform/shutdown.js';
import { SETTINGS } from '../platform/tokens.js';
import type { ApiSettings } from '../settings.js';
import { decodedBody } from './decoded-body.js';
import { multipartFiles } from './multipart-files.js';
import { rawFile } from './raw-file.js';
import { Uploads } from './uploads.js';

/** What the frame of a multipart body may add to the files in it. */
const multipartAllowance = 1024 * 1024;

/** `POST …/upload`: files in, a revision out. */
@Controller('api/datasets/:namespace/:name/upload')
@NeedsAccess('writes-dataset')
export class UploadController {
  constructor(
    private readonly access: Access,
    private readonly uploads: Uploads,
    private readonly shutdown: Shutdown,
    @Inject(SETTINGS) private readonly settings: ApiSettings,
  ) {}

  @Post()
  @HttpCode(202)
  @Header('Cache-Control', 'no-store')
  async upload(
    @Param('namespace') namespace: string,
    @Param('name') name: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UploadAnswer> {
    const body = new RequestBody(request.raw);
    try {
      checkDatasetName(namespace, name);
      const { path, ...options } = parseQuery(query, uploadQuery);
      const principal = await this.access.write(request, namespace, name, { creates: true });
      const author = principal.kind === 'open' ? undefined : ownerOf(principal);
      const files = this.#files(request, body, path);
      const {
        revision,
        token,
        files: stored,
      } = await this.shutdown.seeThrough(() =>
        this.uploads.receive({ namespace, name, author, ...options }, files),
      );
      const dataset = datasetId(namespace, name);
      const url = revisionUrl(dataset, revision);
      reply.header(consistencyHeader, token).header('Location', url);
      return {
        dataset,
        revision,
        files: stored.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
        url,
      };
    } finally {
      body.destroy();
    }
  }

  #files({ headers }: FastifyRequest, body: RequestBody, path: string | undefined) {
    const type = headers['content-type'] ?? '';
    const isMultipart = /^multipart\/form-data\b/i.test(type);
    this.#refuseTooLong(headers, isMultipart ? multipartAllowance : 0);
    const decoded = decodedBody(body, headers['content-encoding']);
    return isMultipart ? multipartFiles(decoded, type) : rawFile(decoded, headers, path);
  }

  /** Spares a client that tells the length of its body the sending of what would be refused. */
  #refuseTooLong(headers: FastifyRequest['headers'], allowance: number): void {
    const limit = this.settings.UPLOAD_MAX_BYTES;
    const actual = Number(headers['content-length'] ?? 0);
    if (actual > limit + allowance) throw errors.PayloadTooLarge({ what: 'The upload', limit, actual });
  }
}
