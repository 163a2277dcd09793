import type { ConsistencyToken } from '@rowhouse/database';
import { readPageJson, type TableEngine } from '@rowhouse/tables';
import { LRUCache } from 'lru-cache';
import { weakEtag } from '../../http/conditional.js';
import type { SplitPlace } from '../parameters.js';
import type { PageMetrics } from './page-metrics.js';
import type { SplitTable, SplitTables } from './split-tables.js';

/** The answer to one `/rows` request, ready to be sent. */
export interface RowPage {
  revision: string;
  body: Buffer;
  etag: string;
}

export interface PageRequest extends SplitPlace {
  offset: number;
  length: number;
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
    const table = await this.tables.get(request, token);
    const { config, split, offset, length } = request;
    const key = JSON.stringify([table.datasetId, table.revision, config, split, offset, length]);
    const known = this.#pages.get(key);
    const shared = known ? null : this.#reading.get(key);
    this.metrics.served(known ? 'memory' : shared ? 'shared' : 'parquet');
    if (known || shared) return known ?? (shared as Promise<RowPage>);
    const reading = this.metrics
      .timeRead(() => this.#read(table, offset, length))
      .finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    const page = await reading;
    this.#pages.set(key, page);
    return page;
  }

  async #read(table: SplitTable, offset: number, length: number): Promise<RowPage> {
    const rows = await readPageJson(this.engine, { ...table, offset, length });
    const body = Buffer.concat([
      Buffer.from(`{"features":${table.featuresJson},"rows":`),
      Buffer.from(rows),
      Buffer.from(`,"num_rows_total":${table.numRows},"num_rows_per_page":${this.maxRows},"partial":false}`),
    ]);
    return {
      revision: table.revision,
      body,
      etag: weakEtag(body),
    };
  }
}
