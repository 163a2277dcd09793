import { Module } from '@nestjs/common';
import { ConnectionDeadline } from '../http/connection-deadline.js';
import { HealthController } from './health.controller.js';

@Module({ controllers: [HealthController], providers: [ConnectionDeadline] })
export class HealthModule {}
