import type { SearchRow } from '@rowhouse/contract';
import type { ConvertedSplit } from '../convert/convert.js';
import { buildSearchIndex } from '../search/index/build-search-index.js';
import { indexVersion } from '../search/index/index-format.js';
import { SearchPool } from '../search/run/search-pool.js';
import { SplitSearch } from '../search/split-search.js';
import { Workbench } from './workbench.js';

/** A converted split with its index, to be searched as the api does; for tests. */
export class SearchedSplit {
  private constructor(
    readonly bench: Workbench,
    readonly pool: SearchPool,
    readonly split: ConvertedSplit,
    readonly indexPath: string,
  ) {}

  static async of(files: Record<string, string | Uint8Array>): Promise<SearchedSplit> {
    const bench = await Workbench.open();
    const sources = [];
    for (const [name, content] of Object.entries(files)) sources.push(await bench.upload(name, content));
    const split = await bench.convert(sources);
    const path = bench.path('search.index');
    await buildSearchIndex(bench.engine, { ...split, path });
    const pool = new SearchPool({ threads: 2, maxWaiting: 200, openFiles: 4, memoryMb: 256 });
    return new SearchedSplit(bench, pool, split, path);
  }

  /** One object per row as JSON Lines. */
  static ofRows(rows: readonly object[]): Promise<SearchedSplit> {
    return SearchedSplit.of({ 'rows.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') });
  }

  async search(
    query: string,
    { offset = 0, length = 100, signal = AbortSignal.timeout(60_000), path = this.indexPath } = {},
  ): Promise<{ rows: SearchRow[]; total: number }> {
    const { rows, total } = await new SplitSearch(this.bench.engine, this.pool).page({
      ...this.split,
      index: { path, version: indexVersion },
      query,
      offset,
      length,
      signal,
    });
    return { rows: JSON.parse(rows) as SearchRow[], total };
  }

  /** The numbers of the rows that a query finds, the best first. */
  async found(query: string): Promise<number[]> {
    return (await this.search(query)).rows.map(({ row_idx }) => row_idx);
  }

  async close(): Promise<void> {
    await this.pool.close();
    await this.bench.close();
  }
}
