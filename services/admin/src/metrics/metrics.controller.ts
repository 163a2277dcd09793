import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { Metrics } from '@rowhouse/telemetry';
import type { FastifyReply } from 'fastify';
import { OpenToAll } from '../access/operator.guard.js';

/** Prometheus text: the process, jobs by state and pool, queue depth, replica lag. Hidden by the front door. */
@Controller()
@OpenToAll()
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get(['metrics', 'admin/metrics'])
  @Header('cache-control', 'no-store')
  async scrape(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const text = await this.metrics.render();
    reply.header('content-type', this.metrics.contentType);
    return text;
  }
}
