import { availableParallelism } from 'node:os';
import { Module } from '@nestjs/common';
import { Datasets } from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import { TableEngine } from '@rowhouse/tables';
import { BLOBS, SETTINGS } from '../platform/tokens.js';
import type { ApiSettings } from '../settings.js';
import { RowPages } from './rows/row-pages.js';
import { RowsController } from './rows/rows.controller.js';
import { SplitTables } from './rows/split-tables.js';
import { StoredResultsController } from './stored-results.controller.js';

/** Hugging Face's dataset viewer: every path that shows what is in a dataset. */
@Module({
  controllers: [StoredResultsController, RowsController],
  providers: [
    {
      provide: TableEngine,
      inject: [SETTINGS],
      useFactory: (settings: ApiSettings) =>
        TableEngine.open({
          memoryMb: settings.PAGE_MEMORY_MB,
          threads: availableParallelism(),
          scratchDir: settings.SCRATCH_DIR,
        }),
    },
    {
      provide: SplitTables,
      inject: [Datasets, BLOBS],
      useFactory: (datasets: Datasets, blobs: BlobStore) => new SplitTables(datasets, blobs),
    },
    {
      provide: RowPages,
      inject: [SplitTables, TableEngine, SETTINGS],
      useFactory: (tables: SplitTables, engine: TableEngine, settings: ApiSettings) =>
        new RowPages(tables, engine, {
          maxRows: settings.PAGE_MAX_ROWS,
          cacheBytes: settings.PAGE_CACHE_MB * 1024 * 1024,
        }),
    },
  ],
})
export class ViewerModule {}
