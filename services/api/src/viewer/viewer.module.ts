import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Datasets } from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import { TableEngine } from '@rowhouse/tables';
import { Metrics } from '@rowhouse/telemetry';
import { BLOBS, SETTINGS } from '../platform/tokens.js';
import { ExportReaders, QueryReaders } from '../readers/pools.js';
import { ReadersModule } from '../readers/readers.module.js';
import type { ApiSettings } from '../settings.js';
import { CroissantController } from './croissant/croissant.controller.js';
import { DerivedResultsController } from './derived-results.controller.js';
import { CellController } from './export/cell.controller.js';
import { Exports } from './export/exports.js';
import { FilterController } from './filter/filter.controller.js';
import { Filters } from './filter/filters.js';
import { MediaController } from './media/media.controller.js';
import { PageMetrics } from './rows/page-metrics.js';
import { RowPages } from './rows/row-pages.js';
import { RowsController } from './rows/rows.controller.js';
import { SplitTables } from './rows/split-tables.js';
import { SearchController } from './search/search.controller.js';
import { searchProviders } from './search/search-providers.js';
import { StoredResultsController } from './stored-results.controller.js';

/**
 * These go through the statistics of every column in every row group, a fifth of a page's time in a long split, and
 * can't make the plan of one scan by row number any better.
 */
const uselessForPages = ['statistics_propagation', 'join_order'];

/** Hugging Face's dataset viewer: every path that shows what is in a dataset. */
@Module({
  imports: [ReadersModule],
  controllers: [
    StoredResultsController,
    DerivedResultsController,
    CroissantController,
    RowsController,
    FilterController,
    CellController,
    MediaController,
    SearchController,
  ],
  providers: [
    ...searchProviders,
    {
      provide: TableEngine,
      inject: [SETTINGS],
      useFactory: (settings: ApiSettings) =>
        TableEngine.open({
          memoryMb: settings.PAGE_MEMORY_MB,
          // A page lies in one row group, so further threads only wait for the one that reads it. Pages that are
          // asked for at the same time are read at the same time, each on a thread of libuv's pool.
          threads: 1,
          withoutOptimizers: uselessForPages,
          scratchDir: settings.SCRATCH_DIR,
        }),
    },
    {
      provide: SplitTables,
      inject: [Datasets, BLOBS],
      useFactory: (datasets: Datasets, blobs: BlobStore) => new SplitTables(datasets, blobs),
    },
    {
      provide: PageMetrics,
      inject: [Metrics],
      useFactory: (metrics: Metrics) => new PageMetrics(metrics),
    },
    {
      provide: RowPages,
      inject: [SplitTables, TableEngine, PageMetrics, SETTINGS],
      useFactory: (tables: SplitTables, engine: TableEngine, metrics: PageMetrics, settings: ApiSettings) =>
        new RowPages(tables, engine, metrics, {
          maxRows: settings.PAGE_MAX_ROWS,
          cacheBytes: settings.PAGE_CACHE_MB * 1024 * 1024,
        }),
    },
    {
      provide: Filters,
      inject: [SplitTables, RowPages, QueryReaders, PageMetrics, SETTINGS],
      useFactory: (
        tables: SplitTables,
        pages: RowPages,
        readers: QueryReaders,
        metrics: PageMetrics,
        settings: ApiSettings,
      ) => new Filters(tables, pages, readers, metrics, { cacheBytes: settings.PAGE_CACHE_MB * 512 * 1024 }),
    },
    {
      provide: Exports,
      inject: [SplitTables, BLOBS, ExportReaders],
      useFactory: (tables: SplitTables, blobs: BlobStore, readers: ExportReaders) =>
        new Exports(tables, blobs, readers),
    },
  ],
  exports: [TableEngine],
})
export class ViewerModule implements OnApplicationShutdown {
  constructor(private readonly engine: TableEngine) {}

  /** After the last answer; its folder for spilled data goes with it. */
  onApplicationShutdown(): void {
    this.engine.close();
  }
}
