import { Datasets } from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import { SearchPool, SplitSearch, TableEngine } from '@rowhouse/tables';
import { Metrics } from '@rowhouse/telemetry';
import { BLOBS, SETTINGS } from '../../platform/tokens.js';
import type { ApiSettings } from '../../settings.js';
import { SplitTables } from '../rows/split-tables.js';
import { SearchMetrics } from './search-metrics.js';
import { SearchPages } from './search-pages.js';
import { SplitIndexes } from './split-indexes.js';

/** Searches that wait for a thread, for each that runs. */
const waitingPerThread = 32;
/** Index files that a thread keeps open; each may hold 8 MB of its pages in memory. */
const openFiles = 16;

/** What `/search` needs of Nest's container. */
export const searchProviders = [
  {
    provide: SearchPool,
    inject: [SETTINGS],
    useFactory: ({ SEARCH_THREADS, SEARCH_MEMORY_MB }: ApiSettings) =>
      new SearchPool({
        threads: SEARCH_THREADS,
        maxWaiting: SEARCH_THREADS * waitingPerThread,
        openFiles,
        memoryMb: SEARCH_MEMORY_MB,
      }),
  },
  {
    provide: SearchPages,
    inject: [Datasets, SplitTables, BLOBS, TableEngine, SearchPool, Metrics, SETTINGS],
    useFactory: (
      datasets: Datasets,
      tables: SplitTables,
      blobs: BlobStore,
      engine: TableEngine,
      pool: SearchPool,
      metrics: Metrics,
      settings: ApiSettings,
    ) =>
      new SearchPages(
        new SplitIndexes(datasets, tables, blobs),
        new SplitSearch(engine, pool),
        pool,
        new SearchMetrics(metrics, pool),
        { maxRows: settings.PAGE_MAX_ROWS, timeoutSeconds: settings.SEARCH_TIMEOUT_SECONDS },
      ),
  },
];
