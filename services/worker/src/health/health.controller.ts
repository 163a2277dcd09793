import { Controller, Get, Header } from '@nestjs/common';
import { Metrics } from '@rowhouse/telemetry';

/** What an operator's probes and Prometheus ask a worker. */
@Controller()
export class HealthController {
  constructor(private readonly metrics: Metrics) {}

  /** Answers as long as the process does; a lost broker or database is no reason to restart it. */
  @Get('healthcheck')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  healthcheck(): string {
    return 'ok';
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  render(): Promise<string> {
    return this.metrics.render();
  }
}
