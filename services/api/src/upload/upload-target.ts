import type { Database } from '@rowhouse/database';
import type { Datasets } from '@rowhouse/datasets';

/** The dataset that an upload goes to; made for it when there was none. */
export class UploadTarget {
  private constructor(
    readonly datasetId: string,
    private readonly isNew: boolean,
    private readonly database: Database,
  ) {}

  /** @throws InvalidName */
  static async open(
    datasets: Datasets,
    database: Database,
    namespace: string,
    name: string,
  ): Promise<UploadTarget> {
    // A decision: a replica may still show a dataset that is gone, or not yet one that is there.
    const { rows } = await database.primary.query<{ id: string }>(
      'SELECT id FROM dataset WHERE namespace = $1 AND name = $2',
      [namespace, name],
    );
    if (rows[0]) return new UploadTarget(rows[0].id, false, database);
    const { dataset, created } = await datasets.put(namespace, name, {});
    return new UploadTarget(dataset.id, created, database);
  }

  /** Takes the dataset away again if it was made for this upload and nobody has committed to it since. */
  async abandon(): Promise<void> {
    if (!this.isNew) return;
    await this.database.write((tx) =>
      tx.query('DELETE FROM dataset WHERE id = $1 AND head_revision IS NULL', [this.datasetId]),
    );
  }
}
