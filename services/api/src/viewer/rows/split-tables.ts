import type { FeatureColumn } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import type { Datasets, SplitParquet } from '@rowhouse/datasets';
import type { BlobStore } from '@rowhouse/storage';
import { LRUCache } from 'lru-cache';
import type { SplitPlace } from '../parameters.js';

/** A split as its pages are read: local Parquet files in row order. */
export interface SplitTable {
  datasetId: string;
  revision: string;
  numRows: number;
  columns: FeatureColumn[];
  /** `columns` as JSON text. */
  featuresJson: string;
  files: { path: string; numRows: number }[];
}

/** How long a reader without a token may be shown a revision that has just been replaced, in milliseconds. */
const maxAgeMs = 1000;

/** Knows for each split which revision is served and where its files are, without asking the database every time. */
export class SplitTables {
  readonly #tables = new LRUCache<string, Promise<SplitTable>>({ max: 10_000, ttl: maxAgeMs });

  constructor(
    private readonly datasets: Datasets,
    private readonly blobs: BlobStore,
  ) {}

  /** A read with a token looks the revision up afresh: it must see the write that the token stands for. */
  get(place: SplitPlace, token?: ConsistencyToken): Promise<SplitTable> {
    if (token) return this.#load(place, token);
    const key = JSON.stringify([place.dataset, place.config, place.split]);
    const known = this.#tables.get(key);
    if (known) return known;
    const loading = this.#load(place);
    this.#tables.set(key, loading);
    loading.catch(() => this.#tables.delete(key));
    return loading;
  }

  /** The next reader asks the database, whatever is known. */
  forget({ dataset, config, split }: SplitPlace): void {
    this.#tables.delete(JSON.stringify([dataset, config, split]));
  }

  async #load(place: SplitPlace, token?: ConsistencyToken): Promise<SplitTable> {
    const { datasetId, revision, content } = await this.datasets.served.get('split-parquet', place, token);
    const table = JSON.parse(content) as SplitParquet;
    return {
      datasetId,
      revision,
      numRows: table.numRows,
      columns: table.columns,
      featuresJson: JSON.stringify(table.columns),
      files: await Promise.all(
        table.files.map(async ({ blobKey, numRows }) => ({
          path: await this.blobs.localPath(blobKey),
          numRows,
        })),
      ),
    };
  }
}
