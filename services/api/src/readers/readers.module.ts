import { Module } from '@nestjs/common';
import { Metrics } from '@rowhouse/telemetry';
import { SETTINGS } from '../platform/tokens.js';
import type { ApiSettings } from '../settings.js';
import { ExportReaders, QueryReaders } from './pools.js';
import { ReaderMetrics } from './reader-metrics.js';

/** The processes beside the api's that read what takes long. */
@Module({
  providers: [
    {
      provide: ReaderMetrics,
      inject: [Metrics],
      useFactory: (metrics: Metrics) => new ReaderMetrics(metrics),
    },
    {
      provide: QueryReaders,
      inject: [SETTINGS, ReaderMetrics],
      useFactory: (settings: ApiSettings, metrics: ReaderMetrics) =>
        new QueryReaders(
          {
            name: 'filters',
            processes: settings.FILTER_PROCESSES,
            maxWaiting: settings.FILTER_QUEUE,
            timeoutSeconds: settings.FILTER_TIMEOUT_SECONDS,
            reader: readerSettings(settings),
          },
          metrics,
        ),
    },
    {
      provide: ExportReaders,
      inject: [SETTINGS, ReaderMetrics],
      useFactory: (settings: ApiSettings, metrics: ReaderMetrics) =>
        new ExportReaders(
          {
            name: 'downloads',
            processes: settings.EXPORT_PROCESSES,
            maxWaiting: settings.EXPORT_QUEUE,
            timeoutSeconds: settings.EXPORT_TIMEOUT_SECONDS,
            reader: readerSettings(settings),
          },
          metrics,
        ),
    },
  ],
  exports: [QueryReaders, ExportReaders],
})
export class ReadersModule {}

function readerSettings({ SCRATCH_DIR, FILTER_MEMORY_MB, FILTER_THREADS }: ApiSettings) {
  return { scratchDir: SCRATCH_DIR, memoryMb: FILTER_MEMORY_MB, threads: FILTER_THREADS };
}
