import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import type { Overview } from '@rowhouse/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Operators } from '../access/operators.js';
import { OverviewCache } from './overview-cache.js';
import { OverviewFeed } from './overview-feed.js';

/** How often an open stream asks whether its viewer is still an operator, in milliseconds. */
const recheckMs = 15_000;

@Controller('admin')
export class OverviewController {
  constructor(
    @Inject(OverviewCache) private readonly cache: OverviewCache,
    @Inject(OverviewFeed) private readonly feed: OverviewFeed,
    @Inject(Operators) private readonly operators: Operators,
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
  events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
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
    const recheck = setInterval(async () => {
      // A database that is away says nothing about the viewer.
      if (!(await this.operators.allows(request).catch(() => true))) reply.raw.end();
    }, recheckMs).unref();
    reply.raw.once('close', () => clearInterval(recheck));
  }
}
