import { Module } from '@nestjs/common';
import { Datasets } from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import type { Logger } from '@rowhouse/telemetry';
import { BLOBS, LOG, SETTINGS } from '../platform/tokens.js';
import type { ApiSettings } from '../settings.js';
import { UploadController } from './upload.controller.js';
import { Uploads } from './uploads.js';

/** Data's way in. */
@Module({
  controllers: [UploadController],
  providers: [
    {
      provide: Uploads,
      useFactory: (datasets: Datasets, blobs: BlobStore, log: Logger, settings: ApiSettings): Uploads =>
        new Uploads({ datasets, blobs, log, maxBytes: settings.UPLOAD_MAX_BYTES }),
      inject: [Datasets, BLOBS, LOG, SETTINGS],
    },
  ],
})
export class UploadModule {}
