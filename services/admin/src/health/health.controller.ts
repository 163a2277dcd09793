import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { OpenToAll } from '../access/operator.guard.js';

/** Liveness never asks anything outside the process; readiness asks the database. */
@Controller()
@OpenToAll()
export class HealthController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get(['healthcheck', 'admin/healthcheck'])
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  healthcheck(): string {
    return 'ok';
  }

  /** @throws DatabaseUnavailable */
  @Get(['readiness', 'admin/readiness'])
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  async readiness(): Promise<string> {
    await this.database.primary.query('SELECT 1');
    return 'ok';
  }
}
