import { Module } from '@nestjs/common';
import { EventLeaders } from './event-leaders.js';

/** The log of events and its webhooks. */
@Module({ providers: [EventLeaders] })
export class EventsModule {}
