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
import { ScenarioResults } from './scenario-results.js';
import { UserJobs } from './user-jobs.js';

/** What the worker stores as the result of a job. */
interface StoredResult {
  /** A Parquet file, where the kind makes one. */
  file?: { blobKey: string; size: number; sha256: string };
  /** Of a `query`: JSON text of an object, sent as it is: parsing would round large integers. */
  preview?: string;
}

/** `GET /api/jobs/{id}/result`: as JSON, of a query its first rows; or the Parquet file that the job made, with ranges. */
@Controller('api/jobs/:id/result')
@NeedsAccess('knows-caller')
export class JobResultController {
  constructor(
    private readonly access: Access,
    private readonly userJobs: UserJobs,
    private readonly publicUrl: PublicUrl,
    private readonly scenarios: ScenarioResults,
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
    const result = resultOf(job);
    if (job.children !== null) {
      if (format === 'parquet') throw errors.JobHasNoFile({ jobId: id, kind: job.kind });
      reply.header('Cache-Control', 'no-cache').send(await this.scenarios.answer(job, token));
      return;
    }
    const { file, preview, ...facts } = result;
    if (format === 'parquet') {
      if (!file) throw errors.JobHasNoFile({ jobId: id, kind: job.kind });
      await sendBlob(this.blobs, request, reply, {
        blobKey: file.blobKey,
        size: file.size,
        etag: `"${file.sha256}"`,
        modified: job.finishedAt ?? job.createdAt,
        path: `${id}.parquet`,
        cacheControl: 'max-age=31536000, immutable',
      });
      return;
    }
    reply.header('Cache-Control', 'no-cache').type('application/json; charset=utf-8');
    const text = preview ?? JSON.stringify(facts);
    if (!file) {
      reply.send(text);
      return;
    }
    const url = `${this.publicUrl.of(request)}${jobUrl(id)}/result?format=parquet`;
    const parquet = JSON.stringify({ url, size: file.size, sha256: file.sha256 });
    reply.send(`${text.slice(0, -1)},"parquet":${parquet}}`);
  }
}

/** @throws JobNotFinished, JobHasNoResult */
function resultOf({ id, state, result, error }: JobRecord): StoredResult {
  if (state === 'queued' || state === 'running') throw errors.JobNotFinished({ jobId: id, state });
  if (state !== 'succeeded' || result === null) {
    const cause = error && RowhouseError.fromJSON(error).toJSON();
    throw errors.JobHasNoResult({ jobId: id, state, cause });
  }
  return result as unknown as StoredResult;
}
