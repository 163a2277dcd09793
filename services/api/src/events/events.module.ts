import { type BeforeApplicationShutdown, Injectable, Module } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { EventLog, EventTail } from '@rowhouse/events';
import type { Messaging } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import { JobsModule } from '../jobs/jobs.module.js';
import { LOG, MESSAGING } from '../platform/tokens.js';
import { EventStreams } from './event-streams.js';
import { EventsController } from './events.controller.js';
import { Followers } from './followers.js';
import { HubCacheEventsController } from './hub-cache-events.controller.js';
import { JobEventsController } from './job-events.controller.js';
import { ProgressFeed } from './progress-feed.js';

@Injectable()
class TailClosing implements BeforeApplicationShutdown {
  constructor(private readonly tail: EventTail) {}

  beforeApplicationShutdown(): Promise<void> {
    return this.tail.close();
  }
}

/** Streams of what happens to jobs and datasets. */
@Module({
  imports: [JobsModule],
  controllers: [JobEventsController, EventsController, HubCacheEventsController],
  providers: [
    EventStreams,
    Followers,
    ProgressFeed,
    TailClosing,
    {
      provide: EventLog,
      inject: [Database],
      useFactory: (database: Database) => new EventLog(database),
    },
    {
      provide: EventTail,
      inject: [EventLog, MESSAGING, LOG],
      useFactory: (eventLog: EventLog, { events }: Messaging, log: Logger) =>
        new EventTail(eventLog, events, { log }),
    },
  ],
})
export class EventsModule {}
