import { Controller, Get, Header, HttpCode, Res } from '@nestjs/common';
import { errors } from '@rowhouse/contract';
import { Database } from '@rowhouse/database';
import { Metrics } from '@rowhouse/telemetry';
import type { FastifyReply } from 'fastify';
import { NeedsAccess } from '../access/access-rule.js';
import { Shutdown } from '../platform/shutdown.js';

/** What probes and Prometheus ask. */
@Controller()
@NeedsAccess('open')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    private readonly shutdown: Shutdown,
  ) {}

  /** Whether the process lives; a database that is away is no reason to restart it. */
  @Get('healthcheck')
  @Header('Cache-Control', 'no-store')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  healthcheck(): string {
    return 'ok';
  }

  /** Whether requests should come here. */
  @Get('readiness')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async readiness(): Promise<{ status: 'ready' }> {
    if (this.shutdown.begun) throw errors.ServerBusy({ limit: 0, what: 'requests (it is shutting down)' });
    await this.database.primary.query('SELECT 1');
    return { status: 'ready' };
  }

  @Get('metrics')
  async scrape(@Res() reply: FastifyReply): Promise<void> {
    reply.type(this.metrics.contentType).header('Cache-Control', 'no-store');
    reply.send(await this.metrics.render());
  }
}
