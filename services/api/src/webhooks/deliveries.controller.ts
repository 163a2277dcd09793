import { Controller, Get, Header, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { jobOwnerOf } from '@rowhouse/auth';
import { listDeliveriesQuery, type WebhookDelivery } from '@rowhouse/contract';
import { WebhookStore } from '@rowhouse/events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { nextLink } from '../datasets/next-link.js';
import { PublicUrl } from '../http/public-url.js';
import { parseQuery } from '../http/query.js';
import { deliveryCursor } from './delivery-cursor.js';
import { deliveryAnswer } from './webhook-answer.js';

/** What became of the events of a webhook. */
@Controller('api/webhooks/:id/deliveries')
@NeedsAccess('knows-caller')
export class DeliveriesController {
  constructor(
    private readonly access: Access,
    private readonly webhooks: WebhookStore,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** The newest first. */
  @Get()
  @Header('Cache-Control', 'no-cache')
  async list(
    @Param('id') id: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookDelivery[]> {
    const { state, limit, cursor } = parseQuery(query, listDeliveriesQuery);
    const before = cursor === undefined ? undefined : deliveryCursor.decode(cursor);
    const owner = await this.#owner(request);
    const { items, nextBefore } = await this.webhooks.deliveries(owner, id, {
      state,
      before,
      limit,
    });
    if (nextBefore !== null) {
      const here = `${this.publicUrl.of(request)}${request.url}`;
      reply.header('Link', nextLink(here, deliveryCursor.encode(nextBefore)));
    }
    return items.map(deliveryAnswer);
  }

  @Post(':delivery/redeliver')
  @HttpCode(202)
  @Header('Cache-Control', 'no-store')
  async redeliver(
    @Param('id') id: string,
    @Param('delivery') delivery: string,
    @Req() request: FastifyRequest,
  ): Promise<WebhookDelivery> {
    const owner = await this.#owner(request);
    return deliveryAnswer(await this.webhooks.redeliver(owner, id, delivery));
  }

  async #owner(request: FastifyRequest): Promise<string> {
    return jobOwnerOf(await this.access.member(request, 'Using webhooks'));
  }
}
