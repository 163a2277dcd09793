import type { DatasetItem } from '@rowhouse/contract';
import { type DatasetRecord, datasetId } from '@rowhouse/datasets';

/** A dataset as the wire shows it. */
export function datasetAnswer(dataset: DatasetRecord): DatasetItem {
  return {
    id: datasetId(dataset.namespace, dataset.name),
    author: dataset.namespace,
    sha: dataset.servedRevision,
    headSha: dataset.headRevision,
    lastModified: dataset.updatedAt.toISOString(),
    createdAt: dataset.createdAt.toISOString(),
    private: dataset.private,
    description: dataset.description,
  };
}
