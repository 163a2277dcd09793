import { Controller, Get, Header, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { listDeliveriesQuery, type WebhookDelivery } from '@rowhouse/contract';
import { WebhookStore } from '@rowhouse/events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { nextLink } from '../datasets/next-link.js';
import { PublicUrl } from '../http/public-url.js';
import { parseQuery } from '../http/query.js';
import { anonymousOwner } from '../jobs/owner.js';
import { deliveryCursor } from './delivery-cursor.js';
import { deliveryAnswer } from './webhook-answer.js';

/** What became of the events of a webhook. */
@Controller('api/webhooks/:id/deliveries')
export class DeliveriesController {
  constructor(
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
    const { items, nextBefore } = await this.webhooks.deliveries(anonymousOwner, id, {
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
  async redeliver(@Param('id') id: string, @Param('delivery') delivery: string): Promise<WebhookDelivery> {
    return deliveryAnswer(await this.webhooks.redeliver(anonymousOwner, id, delivery));
  }
}
