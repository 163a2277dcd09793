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
  files: SplitTableFile[];
}

/** A Parquet file of a split, on this machine. */
export interface SplitTableFile {
  path: string;
  numRows: number;
  blobKey: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
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

  /**
   * The split in a revision, or in the one that readers see. A read with a token looks the revision up afresh: it must
   * see the write that the token stands for.
   */
  get(place: SplitPlace, token?: ConsistencyToken, asked?: string): Promise<SplitTable> {
    if (token) return this.#load(place, token, asked);
    const key = JSON.stringify([place.dataset, place.config, place.split, asked]);
    const known = this.#tables.get(key);
    if (known) return known;
    const loading = this.#load(place, undefined, asked);
    this.#tables.set(key, loading);
    loading.catch(() => this.#tables.delete(key));
    return loading;
  }

  /** The next reader asks the database, whatever is known. */
  forget({ dataset, config, split }: SplitPlace): void {
    this.#tables.delete(JSON.stringify([dataset, config, split, undefined]));
  }

  async #load(place: SplitPlace, token?: ConsistencyToken, asked?: string): Promise<SplitTable> {
    const { served } = this.datasets;
    const result = await served.get('split-parquet', { ...place, revision: asked }, token);
    const { datasetId, revision, content } = result;
    const table = JSON.parse(content) as SplitParquet;
    return {
      datasetId,
      revision,
      numRows: table.numRows,
      columns: table.columns,
      featuresJson: JSON.stringify(table.columns),
      files: await Promise.all(
        table.files.map(async ({ blobKey, numRows, size, sha256 }) => ({
          path: await this.blobs.localPath(blobKey),
          numRows,
          blobKey,
          size,
          sha256,
        })),
      ),
    };
  }
}
