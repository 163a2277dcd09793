import type { ConsistencyToken } from '@rowhouse/database';
import { type FilteredPage, type FilterFindings, type FilterText, hidesRowNumber } from '@rowhouse/tables';
import { LRUCache } from 'lru-cache';
import type { ReaderPool } from '../../readers/reader-pool.js';
import type { FilterPageInput } from '../../readers/tasks.js';
import { columnsNamed } from '../reading-parameters.js';
import type { PageMetrics } from '../rows/page-metrics.js';
import { type RowPage, rowPage } from '../rows/row-page.js';
import type { PageRequest, RowPages } from '../rows/row-pages.js';
import type { SplitTable, SplitTables } from '../rows/split-tables.js';
import { SharedWork } from '../shared-work.js';
import { compiledFor, explainedFilterError } from './filter-text.js';

export interface FilterRequest extends PageRequest, FilterText {
  perPage: number;
}

/** Filters whose counts are kept; some hundred bytes each. */
const keptCounts = 10_000;
/** Filters of which is kept where the next page begins; up to 8 kB each. */
const keptPlaces = 2000;

/**
 * Pages of the rows that match. What a filter has found out of a revision never changes: its count, where its next page
 * begins, and the page as it was sent are kept.
 */
export class Filters {
  readonly #pages: LRUCache<string, RowPage>;
  readonly #counts = new LRUCache<string, readonly number[]>({ max: keptCounts });
  readonly #places = new LRUCache<string, Omit<FilterFindings, 'counts'>>({ max: keptPlaces });
  readonly #reading = new SharedWork<RowPage>();

  constructor(
    private readonly tables: SplitTables,
    private readonly rows: RowPages,
    private readonly readers: ReaderPool,
    private readonly metrics: PageMetrics,
    options: { cacheBytes: number },
  ) {
    this.#pages = new LRUCache({
      maxSize: options.cacheBytes,
      maxEntrySize: Math.ceil(options.cacheBytes / 16),
      sizeCalculation: ({ body }) => body.length + 500,
    });
  }

  /**
   * Short pages without a filter are those of `/rows`; long ones would hold up the event loop.
   * @throws InvalidParameter, ServerBusy, QueryLimitExceeded, the signal's reason
   */
  async get(request: FilterRequest, signal: AbortSignal, token?: ConsistencyToken): Promise<RowPage> {
    const plain = request.where === undefined && request.orderby === undefined;
    if (plain && request.length <= this.rows.maxRows) return this.rows.get(request, token);
    const table = await this.tables.get(request, token, request.revision);
    const { config, split, where, orderby, offset, length, columns, perPage } = request;
    const counted = JSON.stringify([table.datasetId, table.revision, config, split, where]);
    const filtered = JSON.stringify([counted, orderby]);
    const key = JSON.stringify([filtered, offset, length, columns, perPage]);
    const known = this.#pages.get(key);
    if (known) {
      this.metrics.served('memory');
      return known;
    }
    return this.#reading.run(key, signal, async (shared) => {
      this.metrics.served('parquet');
      // Without a filter the place of a row is its number.
      const findings = plain
        ? { seek: { offset, row: offset } }
        : { counts: this.#counts.get(counted), ...this.#places.get(filtered) };
      const read = await this.#read(table, request, findings, shared);
      const { counts, ...place } = read.findings;
      if (counts) this.#counts.set(counted, counts);
      this.#places.set(filtered, { ...this.#places.get(filtered), ...place });
      this.#pages.set(key, read.page);
      return read.page;
    });
  }

  async #read(
    table: SplitTable,
    { offset, length, perPage, columns: names, ...text }: FilterRequest,
    known: FilterFindings,
    signal: AbortSignal,
  ): Promise<{ page: RowPage; findings: FilterFindings }> {
    const filter = compiledFor(table, text);
    const columns = columnsNamed(table.columns, names);
    const files = table.files.map(({ path, numRows }) => ({ path, numRows }));
    const input: FilterPageInput = {
      files,
      hidesRowNumber: hidesRowNumber(table.columns),
      filter,
      columns: [...columns],
      offset,
      length,
      known,
    };
    const task = { kind: 'filterPage', input, table: `${table.datasetId} ${files[0]?.path}` };
    try {
      const { rows, total, findings } = (await this.readers.one(task, signal)) as FilteredPage;
      return { page: rowPage(table, columns, rows, { total, perPage }), findings };
    } catch (error) {
      throw explainedFilterError(error);
    }
  }
}
