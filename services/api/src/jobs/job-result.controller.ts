import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { errors, jobResultQuery, RowhouseError } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import type { JobRecord } from '@rowhouse/jobs';
import type { BlobStore } from '@rowhouse/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { sendBlob } from '../download/send-blob.js';
import { ReadToken } from '../http/consistency.js';
import { PublicUrl } from '../http/public-url.js';
import { parseQuery } from '../http/query.js';
import { BLOBS } from '../platform/tokens.js';
import { jobUrl } from './job-answer.js';
import { UserJobs } from './user-jobs.js';

/** What the worker stores as the result of a `query`. */
interface QueryJobResult {
  file: { blobKey: string; size: number; sha256: string };
  /** JSON text of an object, sent as it is: parsing would round large integers. */
  preview: string;
}

/** `GET /api/jobs/{id}/result`: the first rows as JSON, or all as a Parquet file, with ranges. */
@Controller('api/jobs/:id/result')
@NeedsAccess('knows-caller')
export class JobResultController {
  constructor(
    private readonly access: Access,
    private readonly userJobs: UserJobs,
    private readonly publicUrl: PublicUrl,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  @Get()
  async result(
    @Param('id') id: string,
    @Query() query: unknown,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { format } = parseQuery(query, jobResultQuery);
    const principal = await this.access.member(request, 'Reading the result of a job');
    const job = await this.userJobs.get(principal, id, token);
    const { file, preview } = resultOf(job);
    const { blobKey, size, sha256 } = file;
    if (format === 'parquet') {
      await sendBlob(this.blobs, request, reply, {
        blobKey,
        size,
        etag: `"${sha256}"`,
        modified: job.finishedAt ?? job.createdAt,
        path: `${id}.parquet`,
        cacheControl: 'max-age=31536000, immutable',
      });
      return;
    }
    const url = `${this.publicUrl.of(request)}${jobUrl(id)}/result?format=parquet`;
    const parquet = JSON.stringify({ url, size, sha256 });
    reply
      .header('Cache-Control', 'no-cache')
      .type('application/json; charset=utf-8')
      .send(`${preview.slice(0, -1)},"parquet":${parquet}}`);
  }
}

/** @throws JobNotFinished, JobHasNoResult */
function resultOf({ id, state, result, error }: JobRecord): QueryJobResult {
  if (state === 'queued' || state === 'running') throw errors.JobNotFinished({ jobId: id, state });
  if (state !== 'succeeded' || result === null) {
    const cause = error && RowhouseError.fromJSON(error).toJSON();
    throw errors.JobHasNoResult({ jobId: id, state, cause });
  }
  return result as unknown as QueryJobResult;
}
