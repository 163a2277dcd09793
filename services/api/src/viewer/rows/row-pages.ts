import type { ConsistencyToken } from '@rowhouse/database';
import { readPageJson, type TableEngine } from '@rowhouse/tables';
import { LRUCache } from 'lru-cache';
import type { SplitPlace } from '../parameters.js';
import { columnsNamed } from '../reading-parameters.js';
import type { PageMetrics } from './page-metrics.js';
import { type RowPage, rowPage } from './row-page.js';
import type { SplitTable, SplitTables } from './split-tables.js';

export interface PageRequest extends SplitPlace {
  offset: number;
  length: number;
  /** What the answer gives as `num_rows_per_page`; absent: the largest page. */
  perPage?: number;
  /** Names of the columns to read; absent for all. */
  columns?: readonly string[];
  /** Absent for the revision that readers see. */
  revision?: string;
}

/**
 * Pages of rows by position. A page of a revision never changes, so it is kept as the bytes that were sent, and
 * readers who ask for the same page at the same time wait for one read.
 */
export class RowPages {
  readonly #pages: LRUCache<string, RowPage>;
  readonly #reading = new Map<string, Promise<RowPage>>();

  constructor(
    private readonly tables: SplitTables,
    private readonly engine: TableEngine,
    private readonly metrics: PageMetrics,
    private readonly options: { maxRows: number; cacheBytes: number },
  ) {
    this.#pages = new LRUCache({
      maxSize: options.cacheBytes,
      maxEntrySize: Math.ceil(options.cacheBytes / 16),
      sizeCalculation: ({ body }) => body.length + 500,
    });
  }

  /** The largest page, in rows. */
  get maxRows(): number {
    return this.options.maxRows;
  }

  async get(request: PageRequest, token?: ConsistencyToken): Promise<RowPage> {
    const table = await this.tables.get(request, token, request.revision);
    const { config, split, offset, length, columns, perPage = this.maxRows } = request;
    const place = [table.datasetId, table.revision, config, split, offset, length];
    const key = JSON.stringify([...place, columns, perPage]);
    const known = this.#pages.get(key);
    const shared = known ? null : this.#reading.get(key);
    this.metrics.served(known ? 'memory' : shared ? 'shared' : 'parquet');
    if (known || shared) return known ?? (shared as Promise<RowPage>);
    const reading = this.metrics
      .timeRead(() => this.#read(table, { ...request, perPage }))
      .finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    const page = await reading;
    this.#pages.set(key, page);
    return page;
  }

  async #read(
    table: SplitTable,
    { offset, length, columns: names, perPage }: PageRequest & { perPage: number },
  ): Promise<RowPage> {
    const columns = columnsNamed(table.columns, names);
    const rows = await readPageJson(this.engine, { ...table, columns, offset, length });
    return rowPage(table, columns, rows, { total: table.numRows, perPage });
  }
}
