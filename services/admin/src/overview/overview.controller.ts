import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { Overview } from '@rowhouse/contract';
import type { FastifyReply } from 'fastify';
import { OverviewCache } from './overview-cache.js';
import { OverviewFeed } from './overview-feed.js';

@Controller('admin')
export class OverviewController {
  constructor(
    @Inject(OverviewCache) private readonly cache: OverviewCache,
    @Inject(OverviewFeed) private readonly feed: OverviewFeed,
  ) {}

  @Get('overview')
  @Header('cache-control', 'no-store')
  overview(): Promise<Overview> {
    return this.cache.get();
  }

  /**
   * Server-sent events: `overview` with the JSON of `/admin/overview`, at once and after each change.
   * @throws ServerBusy when too many watch already
   */
  @Get('events')
  events(@Res() reply: FastifyReply): void {
    this.feed.checkRoom();
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // A proxy that buffers would hold events back.
      'x-accel-buffering': 'no',
    });
    reply.raw.flushHeaders();
    this.feed.add(reply.raw);
  }
}
