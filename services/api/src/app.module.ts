import { type DynamicModule, Module } from '@nestjs/common';
import { DatasetsModule } from './datasets/datasets.module.js';
import { DocsController } from './docs/docs.controller.js';
import { DownloadModule } from './download/download.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthController } from './health/health.controller.js';
import { JobsModule } from './jobs/jobs.module.js';
import { PlatformModule, type Process } from './platform/platform.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { UploadModule } from './upload/upload.module.js';
import { ViewerModule } from './viewer/viewer.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** The api service. */
@Module({})
export class AppModule {
  static for(process: Process): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.for(process),
        DatasetsModule,
        UploadModule,
        DownloadModule,
        JobsModule,
        TokensModule,
        EventsModule,
        WebhooksModule,
        ViewerModule,
      ],
      controllers: [HealthController, DocsController],
    };
  }
}
