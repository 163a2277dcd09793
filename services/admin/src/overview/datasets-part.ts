import { Inject, Injectable } from '@nestjs/common';
import type { DatasetSizes, DatasetSummary, DatasetsOverview } from '@rowhouse/contract';
import { type DatasetRecord, Datasets, datasetId } from '@rowhouse/datasets';

const shown = 8;

/** The datasets that changed last, with where their newest revision stands. */
@Injectable()
export class DatasetsPart {
  constructor(@Inject(Datasets) private readonly datasets: Datasets) {}

  async read(): Promise<DatasetsOverview> {
    const [total, { items }] = await Promise.all([
      this.datasets.store.count(),
      this.datasets.list({ limit: shown }),
    ]);
    return { total, latest: await Promise.all(items.map((record) => this.#summary(record))) };
  }

  async #summary(record: DatasetRecord): Promise<DatasetSummary> {
    const name = datasetId(record.namespace, record.name);
    const [state, size] = await Promise.all([this.#state(record), this.#size(name)]);
    return {
      name,
      state,
      updatedAt: record.updatedAt.toISOString(),
      rows: size?.num_rows ?? null,
      bytes: size?.num_bytes_original_files ?? null,
    };
  }

  async #state({ id, headRevision }: DatasetRecord): Promise<string> {
    if (headRevision === null) return 'empty';
    const { items } = await this.datasets.revisions.list(id, { limit: 1 });
    return items[0]?.state ?? 'empty';
  }

  /** Null while there is no size to show: it is still computed, or its step failed. */
  async #size(dataset: string): Promise<DatasetSizes['size']['dataset'] | null> {
    const result = await this.datasets.served.get('dataset-size', { dataset }).catch(() => null);
    return result === null ? null : (JSON.parse(result.content) as DatasetSizes).size.dataset;
  }
}
