import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from '@rowhouse/telemetry';
import { AccessModule } from './access/access.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { HouseModule } from './house/house.module.js';
import { JobsHttpModule } from './jobs/jobs-http.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OverviewModule } from './overview/overview.module.js';
import { PodsModule } from './pods/pods.module.js';
import { ProcessModule } from './process/process.module.js';
import { ScalingModule } from './scale/scaling.module.js';
import type { AdminSettings } from './settings.js';

/** The admin service: the house's leaders (dispatcher, reaper) and the HTTP surface that watches over it. */
@Module({})
export class AdminModule {
  static with(settings: AdminSettings, log: Logger): DynamicModule {
    return {
      module: AdminModule,
      imports: [
        ProcessModule.with(settings, log),
        HouseModule,
        AccessModule,
        EventsModule,
        HealthModule,
        MetricsModule,
        JobsHttpModule,
        OverviewModule,
        PodsModule,
        ScalingModule,
      ],
    };
  }
}
