import type { OnApplicationShutdown } from '@nestjs/common';
import { errors, type FeatureColumn, RowhouseError } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { ServedStepError } from '@rowhouse/datasets';
import { DamagedIndex, type SearchPool, type SplitSearch } from '@rowhouse/tables';
import type { SplitTable } from '../rows/split-tables.js';
import type { SearchMetrics, SearchOutcome } from './search-metrics.js';
import type { SearchableSplit, SearchedPlace, SplitIndexes } from './split-indexes.js';

/** How deep in a list of hits a page may begin: the best so many are kept in order while a search runs. */
const maxDepth = 1_000_000;

export interface SearchPageRequest extends SearchedPlace {
  query: string;
  offset: number;
  length: number;
}

export interface SearchPageOptions {
  /** The largest page, in rows. */
  maxRows: number;
  timeoutSeconds: number;
}

/** The answer to one `/search` request, ready to be sent. */
export interface SearchPage {
  revision: string;
  columns: readonly FeatureColumn[];
  body: Buffer;
}

/** Pages of what a search finds in a split. */
export class SearchPages implements OnApplicationShutdown {
  constructor(
    private readonly splits: SplitIndexes,
    private readonly search: SplitSearch,
    private readonly pool: SearchPool,
    private readonly metrics: SearchMetrics,
    private readonly options: SearchPageOptions,
  ) {}

  get maxRows(): number {
    return this.options.maxRows;
  }

  onApplicationShutdown(): Promise<void> {
    return this.pool.close();
  }

  /** When `left` aborts, the search ends and the call rejects with the signal's reason. */
  async get(request: SearchPageRequest, left: AbortSignal, token?: ConsistencyToken): Promise<SearchPage> {
    const split = await this.splits.get(request, token);
    checkDepth(request, split);
    return this.#run(split, left, (signal) => this.#page(request, split, signal));
  }

  /**
   * The numbers of all rows that are found, ascending, with the split that they are of.
   * @throws QueryLimitExceeded when there are too many to be remembered
   */
  async everything(
    place: SearchedPlace & { query: string },
    left: AbortSignal,
    token?: ConsistencyToken,
  ): Promise<{ revision: string; table: SplitTable; rows: number[] }> {
    const split = await this.splits.get(place, token);
    const { table, index } = split;
    const request = { ...table, index, query: place.query, offset: 0, length: maxDepth };
    const { rows, total } = await this.#run(split, left, (signal) =>
      this.search.rowNumbers({ ...request, signal }),
    );
    if (total > rows.length) {
      throw errors.QueryLimitExceeded({
        what: 'The rows that are found are more than',
        limit: maxDepth,
        unit: 'rows',
        next: 'Use more or rarer words.',
      });
    }
    return { revision: table.revision, table, rows };
  }

  async #run<T>(
    split: SearchableSplit,
    left: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const timeout = AbortSignal.timeout(this.options.timeoutSeconds * 1000);
    const answered = this.metrics.startTimer();
    try {
      const found = await work(AbortSignal.any([left, timeout]));
      answered();
      this.metrics.ended('answered');
      return found;
    } catch (error) {
      const [outcome, shown] = this.#failure(error, { left, timeout }, split.table.revision);
      this.metrics.ended(outcome);
      throw shown;
    }
  }

  async #page(
    { query, offset, length }: SearchPageRequest,
    { table, index }: SearchableSplit,
    signal: AbortSignal,
  ): Promise<SearchPage> {
    const { rows, total } = await this.search.page({ ...table, index, query, offset, length, signal });
    const body = Buffer.concat([
      Buffer.from(`{"features":${table.featuresJson},"rows":`),
      Buffer.from(rows),
      Buffer.from(`,"num_rows_total":${total},"num_rows_per_page":${this.maxRows},"partial":false}`),
    ]);
    return { revision: table.revision, columns: table.columns, body };
  }

  #failure(
    error: unknown,
    { left, timeout }: { left: AbortSignal; timeout: AbortSignal },
    revision: string,
  ): [SearchOutcome, unknown] {
    if (left.aborted) return ['left', left.reason];
    if (timeout.aborted) return ['timeout', tookTooLong(this.options.timeoutSeconds)];
    if (error instanceof RowhouseError && error.code === 'ServerBusy') return ['busy', error];
    if (error instanceof DamagedIndex) {
      const damaged = errors.UnprocessableIndexError(undefined, { cause: error });
      return ['failed', new ServedStepError(damaged, revision)];
    }
    return ['failed', error];
  }
}

function tookTooLong(limit: number): RowhouseError {
  return errors.QueryLimitExceeded({
    what: 'The search took',
    limit,
    unit: 'seconds',
    next: 'Leave out the most common words, or put words between quotes to find them side by side.',
  });
}

/** Where there are no such hits, an empty page is the answer; where there might be, they can't be told. */
function checkDepth({ offset, length }: SearchPageRequest, { table }: SearchableSplit): void {
  if (offset >= table.numRows || offset + length <= maxDepth) return;
  throw errors.InvalidParameter({
    message: `Parameter 'offset' must not be greater than ${maxDepth - length} in a search with this length; use more or rarer words`,
  });
}
