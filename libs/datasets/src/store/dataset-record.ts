/** A dataset as readers of the library see it. */
export interface DatasetRecord {
  id: string;
  namespace: string;
  name: string;
  description: string;
  private: boolean;
  /** What viewer paths answer from; `null` before the first commit. */
  servedRevision: string | null;
  /** What was committed last. */
  headRevision: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export const datasetColumns = `
  d.id, d.namespace, d.name, d.description, d.private, d.served_revision AS "servedRevision",
  d.head_revision AS "headRevision", d.created_at AS "createdAt", d.updated_at AS "updatedAt"`;

/** One uploaded file, already in the blob store. */
export interface CommitFile {
  path: string;
  blobKey: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
}
