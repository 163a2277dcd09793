import { errors } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { type Datasets, ServedStepError, type SplitSearchIndex } from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import { LRUCache } from 'lru-cache';
import type { SplitPlace } from '../parameters.js';
import type { SplitTable, SplitTables } from '../rows/split-tables.js';

/** A split that can be searched: its table and its index, of one revision. */
export interface SearchableSplit {
  table: SplitTable;
  index: { path: string; version: number };
}

/** A split, in the revision that readers see unless another is named. */
export interface SearchedPlace extends SplitPlace {
  revision?: string;
}

/** As long as a table is taken for the served one. */
const maxAgeMs = 1000;
/** A revision that changes between two looks does so once; more than that is a stream of uploads. */
const attempts = 3;

/** Knows for each split which index belongs to the revision that is served, or to an older one. */
export class SplitIndexes {
  readonly #known = new LRUCache<string, SearchableSplit['index']>({ max: 10_000, ttl: maxAgeMs });

  constructor(
    private readonly datasets: Datasets,
    private readonly tables: SplitTables,
    private readonly blobs: BlobStore,
  ) {}

  /**
   * The split in the revision that readers see, or in the one asked for.
   * @throws what `ServedResults.get` throws; SearchFeatureNotAvailableError, with its revision, when the split has no column of texts
   */
  async get(place: SearchedPlace, token?: ConsistencyToken): Promise<SearchableSplit> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const table = await this.tables.get(place, token, place.revision);
      const key = JSON.stringify([table.datasetId, table.revision, place.config, place.split]);
      const known = this.#known.get(key);
      if (known && !token) return { table, index: known };
      const { revision, content } = await this.datasets.served.get('split-search-index', place, token);
      if (revision !== table.revision) {
        // Another revision was taken into service between the two looks.
        this.tables.forget(place);
        continue;
      }
      const { file } = JSON.parse(content) as SplitSearchIndex;
      if (!file) throw new ServedStepError(errors.SearchFeatureNotAvailableError(), revision);
      const index = { path: await this.blobs.localPath(file.blobKey), version: file.version };
      this.#known.set(key, index);
      return { table, index };
    }
    throw errors.ResponseNotReady({});
  }
}
