import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import type { Messaging } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import { LOG } from '../process/process.module.js';
import { HouseTasks } from '../sweep/house-tasks.js';
import { Leaders } from './leaders.js';
import { MESSAGING } from './messaging-token.js';

/** Closes what the process holds, in the order in which one thing needs the next; HTTP has ended by then. */
@Injectable()
export class Shutdown implements OnApplicationShutdown {
  constructor(
    @Inject(Leaders) private readonly leaders: Leaders,
    @Inject(HouseTasks) private readonly tasks: HouseTasks,
    @Inject(MESSAGING) private readonly messaging: Messaging,
    @Inject(Database) private readonly database: Database,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  async onApplicationShutdown(signal?: string): Promise<void> {
    await Promise.all([this.leaders.stop(), this.tasks.stop()]);
    await this.messaging.close();
    await this.database.close();
    this.log.info({ signal }, 'the admin service has stopped');
  }
}
