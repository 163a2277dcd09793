import { Module } from '@nestjs/common';
import { Database } from '@rowhouse/database';
import { WebhookStore } from '@rowhouse/events';
import { DeliveriesController } from './deliveries.controller.js';
import { WebhooksController } from './webhooks.controller.js';

/** Webhooks and the log of their deliveries; the admin service delivers. */
@Module({
  controllers: [WebhooksController, DeliveriesController],
  providers: [
    {
      provide: WebhookStore,
      inject: [Database],
      useFactory: (database: Database) => new WebhookStore(database),
    },
  ],
})
export class WebhooksModule {}
