import { Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { jobOwnerOf } from '@rowhouse/auth';
import {
  type CreatedWebhook,
  createWebhookBody,
  patchWebhookBody,
  type WebhookItem,
} from '@rowhouse/contract';
import { WebhookStore } from '@rowhouse/events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { jsonBody } from '../http/json-body.js';
import { webhookAnswer } from './webhook-answer.js';

/** Who is told of events by a request. */
@Controller('api/webhooks')
@NeedsAccess('knows-caller')
export class WebhooksController {
  constructor(
    private readonly access: Access,
    private readonly webhooks: WebhookStore,
  ) {}

  /** The only answer that holds the secret. */
  @Post()
  @HttpCode(201)
  @Header('Cache-Control', 'no-store')
  async create(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedWebhook> {
    const owner = await this.#owner(request);
    const { url, events, dataset = null } = await jsonBody(request, createWebhookBody);
    const { webhook, secret } = await this.webhooks.create(owner, { url, events, dataset });
    reply.header('Location', `/api/webhooks/${webhook.id}`);
    return { ...webhookAnswer(webhook), secret };
  }

  /** The newest first. */
  @Get()
  @Header('Cache-Control', 'no-cache')
  async list(@Req() request: FastifyRequest): Promise<WebhookItem[]> {
    const owner = await this.#owner(request);
    return (await this.webhooks.list(owner)).map(webhookAnswer);
  }

  @Get(':id')
  @Header('Cache-Control', 'no-cache')
  async get(@Param('id') id: string, @Req() request: FastifyRequest): Promise<WebhookItem> {
    const owner = await this.#owner(request);
    return webhookAnswer(await this.webhooks.get(owner, id));
  }

  @Patch(':id')
  @Header('Cache-Control', 'no-store')
  async change(@Param('id') id: string, @Req() request: FastifyRequest): Promise<WebhookItem> {
    const owner = await this.#owner(request);
    const changes = await jsonBody(request, patchWebhookBody);
    return webhookAnswer(await this.webhooks.change(owner, id, changes));
  }

  @Delete(':id')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  async delete(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    const owner = await this.#owner(request);
    await this.webhooks.delete(owner, id);
  }

  /** Whose webhooks these are; a limited token has its own, as it has jobs. */
  async #owner(request: FastifyRequest): Promise<string> {
    return jobOwnerOf(await this.access.member(request, 'Using webhooks'));
  }
}
