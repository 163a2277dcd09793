import { Controller, Get, Query, Res } from '@nestjs/common';
import { type CroissantCrumbs, errors } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { Datasets, type StepName, withBaseUrl } from '@rowhouse/datasets';
import type { FastifyReply } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { ReadToken } from '../http/consistency.js';
import { PublicUrl } from '../http/public-url.js';
import { withFewerFields } from './fewer-fields.js';
import { parameter, type Query as QueryString, requireTogether } from './parameters.js';
import { type LeveledSteps, leveledPlace } from './place-level.js';
import { sendJson, servedAnswer } from './served-answer.js';

type Token = ConsistencyToken | undefined;
type Place = { dataset: string; config?: string; split?: string };

const optInOutUrls: LeveledSteps = {
  dataset: 'dataset-opt-in-out-urls-count',
  config: 'config-opt-in-out-urls-count',
  split: 'split-opt-in-out-urls-count',
};

/** The paths that tell what was found in a dataset, and how to load it. */
@Controller()
@NeedsAccess('reads-dataset')
export class DerivedResultsController {
  constructor(
    private readonly access: Access,
    private readonly datasets: Datasets,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get('opt-in-out-urls')
  async optInOutUrls(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    const { step, place } = leveledPlace(query, optInOutUrls);
    sendJson(reply, await this.#content(step, place, token, reply));
  }

  @Get('presidio-entities')
  async presidioEntities(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    const place = requireTogether(query, ['dataset']);
    sendJson(reply, await this.#content('dataset-presidio-entities-count', place, token, reply));
  }

  @Get('compatible-libraries')
  async libraries(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    const place = requireTogether(query, ['dataset']);
    sendJson(reply, await this.#content('dataset-compatible-libraries', place, token, reply));
  }

  @Get('croissant-crumbs')
  async croissantCrumbs(@Query() query: QueryString, @ReadToken() token: Token, @Res() reply: FastifyReply) {
    const place = requireTogether(query, ['dataset']);
    const full = booleanOf(query, 'full', true);
    const content = await this.#content('dataset-croissant-crumbs', place, token, reply);
    const { crumbs } = JSON.parse(content) as { crumbs: CroissantCrumbs };
    sendJson(reply, JSON.stringify(full ? crumbs : withFewerFields(crumbs)));
  }

  async #content(step: StepName, place: Place, token: Token, reply: FastifyReply): Promise<string> {
    await this.access.read(reply.request, place.dataset, token);
    const { content } = await servedAnswer(this.datasets, reply, step, place, token);
    return withBaseUrl(content, this.publicUrl.of(reply.request));
  }
}

/** @throws InvalidParameter */
function booleanOf(query: QueryString, name: string, absent: boolean): boolean {
  const text = parameter(query, name)?.trim().toLowerCase();
  if (text === undefined) return absent;
  if (text === 'true' || text === 'false') return text === 'true';
  throw errors.InvalidParameter({ message: `Parameter '${name}' must be true or false` });
}
