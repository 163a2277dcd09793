import { Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import {
  type CreatedWebhook,
  createWebhookBody,
  patchWebhookBody,
  type WebhookItem,
} from '@rowhouse/contract';
import { WebhookStore } from '@rowhouse/events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { jsonBody } from '../http/json-body.js';
import { anonymousOwner } from '../jobs/owner.js';
import { webhookAnswer } from './webhook-answer.js';

/** Who is told of events by a request. */
@Controller('api/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhookStore) {}

  /** The only answer that holds the secret. */
  @Post()
  @HttpCode(201)
  @Header('Cache-Control', 'no-store')
  async create(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedWebhook> {
    const { url, events, dataset = null } = await jsonBody(request, createWebhookBody);
    const { webhook, secret } = await this.webhooks.create(anonymousOwner, { url, events, dataset });
    reply.header('Location', `/api/webhooks/${webhook.id}`);
    return { ...webhookAnswer(webhook), secret };
  }

  /** The newest first. */
  @Get()
  @Header('Cache-Control', 'no-cache')
  async list(): Promise<WebhookItem[]> {
    return (await this.webhooks.list(anonymousOwner)).map(webhookAnswer);
  }

  @Get(':id')
  @Header('Cache-Control', 'no-cache')
  async get(@Param('id') id: string): Promise<WebhookItem> {
    return webhookAnswer(await this.webhooks.get(anonymousOwner, id));
  }

  @Patch(':id')
  @Header('Cache-Control', 'no-store')
  async change(@Param('id') id: string, @Req() request: FastifyRequest): Promise<WebhookItem> {
    const changes = await jsonBody(request, patchWebhookBody);
    return webhookAnswer(await this.webhooks.change(anonymousOwner, id, changes));
  }

  @Delete(':id')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  async delete(@Param('id') id: string): Promise<void> {
    await this.webhooks.delete(anonymousOwner, id);
  }
}
