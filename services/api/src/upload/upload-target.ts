import type { Datasets } from '@rowhouse/datasets';

/** The dataset that an upload goes to; made for it when there was none. */
export class UploadTarget {
  private constructor(
    readonly datasetId: string,
    private readonly isNew: boolean,
    private readonly datasets: Datasets,
  ) {}

  /** @throws InvalidName */
  static async open(datasets: Datasets, namespace: string, name: string): Promise<UploadTarget> {
    const { id, created } = await datasets.store.reserve(namespace, name);
    return new UploadTarget(id, created, datasets);
  }

  /** Takes the dataset away again if it was made for this upload and nobody has committed to it since. */
  async abandon(): Promise<void> {
    if (this.isNew) await this.datasets.store.abandon(this.datasetId);
  }
}
