import { randomUUID } from 'node:crypto';
import type { Principal } from '@rowhouse/auth';
import { errors, type RowhouseError } from '@rowhouse/contract';
import type { ConsistencyToken, Database, Sql } from '@rowhouse/database';
import { checkDatasetName } from '../dataset-name.js';
import { DatasetEntity } from './dataset.entity.js';
import { type DatasetCursor, decodeCursor, encodeCursor } from './dataset-cursor.js';
import { type DatasetRecord, datasetColumns } from './dataset-record.js';
import { visibleTo } from './visible-datasets.js';

export interface DatasetChanges {
  description?: string;
  private?: boolean;
}

export interface DatasetQuery {
  /** Part of a name, namespace or description, in any case. */
  search?: string;
  namespace?: string;
  /** 1 to 1000. */
  limit: number;
  cursor?: string;
  /** Whose private datasets are listed beside the public ones; absent: everybody's. */
  reader?: Principal;
}

/** Creates, reads, changes, lists and deletes datasets; knows nothing of what is in them. */
export class DatasetStore {
  /** `changed` hears, after the commit, of `namespace/name` whose readers may be others now. */
  constructor(
    private readonly database: Database,
    private readonly changed: (dataset: string) => void = () => undefined,
  ) {}

  /** Creates the dataset or changes it when it exists. */
  async put(namespace: string, name: string, changes: DatasetChanges) {
    checkDatasetName(namespace, name);
    const { value, token } = await this.database.writeWithToken(async (tx) => {
      const created = await insertDataset(tx, namespace, name, changes);
      if (!created) await changeDataset(tx, namespace, name, changes);
      return { created, dataset: await requireDataset(tx, namespace, name) };
    });
    this.changed(`${namespace}/${name}`);
    return { ...value, token };
  }

  /**
   * The id of the dataset, which is made when there is none; what is stored for it may go under that id.
   * @throws InvalidName
   */
  async reserve(namespace: string, name: string): Promise<{ id: string; created: boolean }> {
    checkDatasetName(namespace, name);
    const reserved = await this.database.write(async (tx) => {
      const created = await insertDataset(tx, namespace, name, {});
      return { created, id: (await requireDataset(tx, namespace, name)).id };
    });
    if (reserved.created) this.changed(`${namespace}/${name}`);
    return reserved;
  }

  /** Takes a reserved dataset away again unless something has been committed to it since. */
  async abandon(id: string): Promise<void> {
    await this.database.write((tx) =>
      tx.query('DELETE FROM dataset WHERE id = $1 AND head_revision IS NULL', [id]),
    );
  }

  /** `null` when there is no such dataset. */
  async update(namespace: string, name: string, changes: DatasetChanges) {
    const { value: dataset, token } = await this.database.writeWithToken(async (tx) => {
      await changeDataset(tx, namespace, name, changes);
      return findDataset(tx, namespace, name);
    });
    this.changed(`${namespace}/${name}`);
    return dataset && { dataset, token };
  }

  get(namespace: string, name: string, token?: ConsistencyToken): Promise<DatasetRecord | null> {
    return this.database.read((sql) => findDataset(sql, namespace, name), token);
  }

  /** Newest change first. What may be listed is decided on the primary, unless all of it may. */
  async list(query: DatasetQuery, token?: ConsistencyToken) {
    const after: DatasetCursor | null = query.cursor === undefined ? null : decodeCursor(query.cursor);
    const visible = visibleTo(query.reader, 6);
    const read = visible.all
      ? (work: (sql: Sql) => Promise<Rows>) => this.database.read(work, token)
      : (work: (sql: Sql) => Promise<Rows>) => work(this.database.primary);
    const { rows } = await read((sql) =>
      sql.query<ListedRow>(
        `SELECT ${datasetColumns}, (extract(epoch FROM d.updated_at) * 1000000)::bigint::text AS microseconds
           FROM dataset d LEFT JOIN namespace n ON n.name = d.namespace
           WHERE ${visible.condition} AND ($1::text IS NULL OR d.namespace = $1)
             AND ($2::text IS NULL OR strpos(lower(d.namespace || '/' || d.name || ' ' || d.description), lower($2)) > 0)
             AND ($3::bigint IS NULL
               OR (d.updated_at, d.id) < ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::uuid))
           ORDER BY d.updated_at DESC, d.id DESC LIMIT $5`,
        [
          query.namespace ?? null,
          query.search ?? null,
          after?.updatedAt ?? null,
          after?.id ?? null,
          query.limit + 1,
          ...visible.values,
        ],
      ),
    );
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map(({ microseconds, ...dataset }): DatasetRecord => dataset),
      nextCursor:
        last && rows.length > query.limit
          ? encodeCursor({ updatedAt: last.microseconds, id: last.id })
          : null,
    };
  }

  /** Removes the dataset with all its revisions; the answer says whose blobs may now be deleted, `null` if it was not there. */
  async delete(namespace: string, name: string) {
    const { value: id, token } = await this.database.writeWithToken(async (tx) => {
      const { rows } = await tx.query<{ id: string }>(
        'DELETE FROM dataset WHERE namespace = $1 AND name = $2 RETURNING id',
        [namespace, name],
      );
      return rows[0]?.id;
    });
    this.changed(`${namespace}/${name}`);
    return id === undefined ? null : { id, token };
  }

  async count(): Promise<number> {
    return this.database.dataSource.getRepository(DatasetEntity).count();
  }
}

type ListedRow = DatasetRecord & { microseconds: string };
type Rows = { rows: ListedRow[] };

export async function findDataset(sql: Sql, namespace: string, name: string): Promise<DatasetRecord | null> {
  const { rows } = await sql.query<DatasetRecord>(
    `SELECT ${datasetColumns} FROM dataset d WHERE d.namespace = $1 AND d.name = $2`,
    [namespace, name],
  );
  return rows[0] ?? null;
}

/** True when the dataset was not there before. */
export async function insertDataset(
  tx: Sql,
  namespace: string,
  name: string,
  changes: DatasetChanges,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO dataset (id, namespace, name, description, private)
     VALUES ($1, $2, $3, coalesce($4, ''), coalesce($5, false)) ON CONFLICT (namespace, name) DO NOTHING`,
    [randomUUID(), namespace, name, changes.description ?? null, changes.private ?? null],
  );
  return rowCount === 1;
}

async function changeDataset(
  tx: Sql,
  namespace: string,
  name: string,
  changes: DatasetChanges,
): Promise<void> {
  await tx.query(
    `UPDATE dataset SET description = coalesce($3, description), private = coalesce($4, private), updated_at = now()
     WHERE namespace = $1 AND name = $2`,
    [namespace, name, changes.description ?? null, changes.private ?? null],
  );
}

async function requireDataset(tx: Sql, namespace: string, name: string): Promise<DatasetRecord> {
  const dataset = await findDataset(tx, namespace, name);
  // It was there when this transaction wanted to make it; a delete has been committed since.
  if (!dataset) throw deletedMeanwhile(namespace, name);
  return dataset;
}

/** What a writer is told whose dataset was deleted under its hands. */
export function deletedMeanwhile(namespace: string, name: string): RowhouseError {
  return errors.Conflict({
    reason: `The dataset '${namespace}/${name}' was deleted meanwhile. Send the request again.`,
  });
}
