import { Controller, Delete, Inject, Param, UseGuards } from '@nestjs/common';
import { errors } from '@rowhouse/contract';
import type { Messaging } from '@rowhouse/messaging';
import { MESSAGING } from '../house/messaging-token.js';
import { SameSiteGuard } from '../http/same-site.guard.js';

const poolName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Messages that the queue gave up. Their number is in the overview; their jobs are dispatched again by themselves. */
@Controller('admin/pools/:pool/dead-letters')
@UseGuards(SameSiteGuard)
export class DeadLettersController {
  constructor(@Inject(MESSAGING) private readonly messaging: Messaging) {}

  /** Deletes them, once they have been looked at. @throws InvalidParameter, QueueUnavailable */
  @Delete()
  async purge(@Param('pool') pool: string): Promise<{ pool: string; deleted: number }> {
    if (!poolName.test(pool)) {
      const message = `A pool's name is 1 to 63 lower-case letters, digits and '-'; '${pool.slice(0, 80)}' is not one`;
      throw errors.InvalidParameter({ message });
    }
    return { pool, deleted: await this.messaging.queue.purgeDeadLetters(pool) };
  }
}
