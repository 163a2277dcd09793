import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { ConsistencyToken } from '@rowhouse/database';
import { Datasets, type StepName } from '@rowhouse/datasets';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { ReadToken } from '../http/consistency.js';
import { PublicUrl } from '../http/public-url.js';
import { withMediaUrls } from './media/media-urls.js';
import { type Query as QueryString, requireTogether } from './parameters.js';
import { withParquetUrls } from './parquet-urls.js';
import { type LeveledSteps, leveledPlace } from './place-level.js';
import { sendJson, servedAnswer } from './served-answer.js';

type Token = ConsistencyToken | undefined;

const splitNames: LeveledSteps = { dataset: 'dataset-split-names', config: 'config-split-names' };
const size: LeveledSteps = { dataset: 'dataset-size', config: 'config-size' };
const info: LeveledSteps = { dataset: 'dataset-info', config: 'config-info' };
const parquet: LeveledSteps = { dataset: 'dataset-parquet', config: 'config-parquet' };
const isValid: LeveledSteps = {
  dataset: 'dataset-is-valid',
  config: 'config-is-valid',
  split: 'split-is-valid',
};

/** The paths that answer with what a step has stored, byte for byte. */
@Controller()
@NeedsAccess('reads-dataset')
export class StoredResultsController {
  constructor(
    private readonly access: Access,
    private readonly datasets: Datasets,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get('splits')
  splits(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    return this.#leveled(query, splitNames, token, reply);
  }

  @Get('size')
  size(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    return this.#leveled(query, size, token, reply);
  }

  @Get('info')
  info(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    return this.#leveled(query, info, token, reply);
  }

  @Get('is-valid')
  isValid(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    return this.#leveled(query, isValid, token, reply);
  }

  @Get('hub-cache')
  async hubCache(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    const place = requireTogether(query, ['dataset']);
    await this.access.read(reply.request, place.dataset, token);
    sendJson(reply, (await servedAnswer(this.datasets, reply, 'dataset-hub-cache', place, token)).content);
  }

  @Get('first-rows')
  async firstRows(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    const place = requireTogether(query, ['dataset', 'config', 'split']);
    await this.access.read(reply.request, place.dataset, token);
    const { content, revision } = await servedAnswer(this.datasets, reply, 'split-first-rows', place, token);
    sendJson(reply, withMediaUrls(content, { ...place, revision }, this.publicUrl.of(reply.request)));
  }

  @Get('statistics')
  statistics(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    return this.#split(query, 'split-statistics', token, reply);
  }

  @Get('parquet')
  async parquet(
    @Query() query: QueryString,
    @ReadToken() token: Token,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { step, place } = leveledPlace(query, parquet);
    await this.access.read(request, place.dataset, token);
    const { content } = await servedAnswer(this.datasets, reply, step, place, token);
    sendJson(reply, JSON.stringify(withParquetUrls(content, this.publicUrl.of(request))));
  }

  async #leveled(query: QueryString, steps: LeveledSteps, token: Token, reply: FastifyReply): Promise<void> {
    const { step, place } = leveledPlace(query, steps);
    await this.access.read(reply.request, place.dataset, token);
    const { content } = await servedAnswer(this.datasets, reply, step, place, token);
    sendJson(reply, content);
  }

  async #split(query: QueryString, step: StepName, token: Token, reply: FastifyReply): Promise<void> {
    const place = requireTogether(query, ['dataset', 'config', 'split']);
    await this.access.read(reply.request, place.dataset, token);
    const { content } = await servedAnswer(this.datasets, reply, step, place, token);
    sendJson(reply, content);
  }
}
