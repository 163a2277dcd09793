import { errors } from '@rowhouse/contract';
import type { ConsistencyToken, Database, Sql } from '@rowhouse/database';
import { findDataset } from '../store/dataset-store.js';
import type { SplitParquet } from './split-parquet.js';

/** The name, in URLs, of the Parquet files made from a dataset; Hugging Face's. */
export const parquetRef = 'refs/convert/parquet';

/** A file that can be downloaded. */
export interface StoredFile {
  revision: string;
  blobKey: string;
  /** Bytes. */
  size: number;
  /** Hex; `null` when it was not computed. */
  sha256: string | null;
  /** When it came to be. */
  modified: Date;
}

/** Finds originals by revision and path, and Parquet files by `parquetRef` and `config/split/0000.parquet`. */
export class StoredFiles {
  constructor(private readonly database: Database) {}

  /**
   * `rev` is 40 hex digits, `main` for the last commit, or `refs/convert/parquet`.
   * @throws DatasetNotFound, RevisionNotFound, FileNotFound
   */
  find(
    namespace: string,
    name: string,
    rev: string,
    path: string,
    token?: ConsistencyToken,
  ): Promise<StoredFile> {
    return this.database.read(async (sql) => {
      const dataset = await findDataset(sql, namespace, name);
      if (!dataset) throw errors.DatasetNotFound({ dataset: `${namespace}/${name}` });
      const revision =
        rev === parquetRef ? dataset.servedRevision : rev === 'main' ? dataset.headRevision : rev;
      const found = revision && (await revisionTime(sql, dataset.id, revision));
      if (!revision || !found)
        throw errors.RevisionNotFound({ dataset: `${namespace}/${name}`, revision: rev });
      const file =
        rev === parquetRef
          ? await parquetFile(sql, dataset.id, revision, path)
          : await originalFile(sql, dataset.id, revision, path);
      if (!file) throw errors.FileNotFound({ path, revision: rev });
      return { ...file, revision, modified: found };
    }, token);
  }
}

type FileFacts = Pick<StoredFile, 'blobKey' | 'size' | 'sha256'>;

async function revisionTime(sql: Sql, datasetId: string, revision: string): Promise<Date | null> {
  const { rows } = await sql.query<{ created_at: Date }>(
    'SELECT created_at FROM revision WHERE dataset_id = $1 AND revision = $2',
    [datasetId, revision],
  );
  return rows[0]?.created_at ?? null;
}

async function originalFile(
  sql: Sql,
  datasetId: string,
  revision: string,
  path: string,
): Promise<FileFacts | null> {
  const { rows } = await sql.query<{ blobKey: string; size: number; sha256: string }>(
    `SELECT blob_key AS "blobKey", size::float8 AS size, sha256 FROM revision_file
     WHERE dataset_id = $1 AND revision = $2 AND path = $3`,
    [datasetId, revision, path],
  );
  return rows[0] ?? null;
}

async function parquetFile(
  sql: Sql,
  datasetId: string,
  revision: string,
  path: string,
): Promise<FileFacts | null> {
  const [config, split, filename, ...rest] = path.split('/');
  if (!config || !split || !filename || rest.length > 0) return null;
  const { rows } = await sql.query<{ content: SplitParquet }>(
    `SELECT content FROM step_result WHERE dataset_id = $1 AND revision = $2 AND step = 'split-parquet'
       AND config = $3 AND split = $4 AND state = 'succeeded'`,
    [datasetId, revision, config, split],
  );
  const file = rows[0]?.content.files.find((item) => item.filename === filename);
  return file ? { blobKey: file.blobKey, size: file.size, sha256: file.sha256 } : null;
}
