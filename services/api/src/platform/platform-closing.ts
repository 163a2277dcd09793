import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import type { Messaging } from '@rowhouse/messaging';
import { Shutdown } from './shutdown.js';
import { MESSAGING } from './tokens.js';

/** Lets go of the servers after the last request has been answered. */
@Injectable()
export class PlatformClosing implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    @Inject(MESSAGING) private readonly messaging: Messaging,
    private readonly shutdown: Shutdown,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.shutdown.allDone();
    await this.messaging.close();
    await this.database.close();
  }
}
