import { errors } from '@rowhouse/contract';
import type { Database, Sql } from '@rowhouse/database';
import { checkDatasetName } from '../dataset-name.js';
import { placeSteps } from '../graph/place-steps.js';
import { stepDefinition } from '../graph/steps.js';
import { layoutOf, placeFiles } from '../layout/layout-of.js';
import type { CommitFile } from './dataset-record.js';
import { deletedMeanwhile, insertDataset } from './dataset-store.js';
import { revisionHash } from './revision-hash.js';
import type { StepJobs } from './step-jobs.js';
import { supersedeWaiting } from './supersede.js';

export interface CommitRequest {
  /** The dataset that the files were stored for; it must still be the one of that name. Absent: it may be made. */
  datasetId?: string;
  files: readonly CommitFile[];
  /** True: the revision holds just these files; false: they are laid over those of the revision before. */
  replace: boolean;
  message?: string;
  author?: string;
}

/** Most splits of a revision, those of all configs together. Each costs seven jobs, and a place in every sum. */
export const maxSplits = 10_000;

interface Head {
  id: string;
  number: number;
  parent: string | null;
  servedState: string | null;
}

/** Makes revisions: their files, the rows of their steps and the first jobs, in one transaction. */
export class Commits {
  constructor(
    private readonly database: Database,
    private readonly stepJobs: StepJobs,
  ) {}

  /** Creates the dataset when it is not there yet. @throws InvalidName, NoFilesUploaded, TooManySplits */
  async commit(namespace: string, name: string, request: CommitRequest) {
    checkDatasetName(namespace, name);
    if (request.files.length === 0) throw errors.NoFilesUploaded();
    const { value, token } = await this.database.writeWithToken(async (tx) => {
      if (request.datasetId === undefined) await insertDataset(tx, namespace, name, {});
      const head = await lockHead(tx, namespace, name);
      if (!head || head.id !== (request.datasetId ?? head.id)) throw deletedMeanwhile(namespace, name);
      const files = await filesOf(tx, head, request);
      const number = head.number + 1;
      const revision = revisionHash({ datasetId: head.id, number, parent: head.parent, files });
      await this.#insertRevision(tx, head, { namespace, name, revision, number, files, request });
      return { datasetId: head.id, revision };
    });
    return { ...value, token };
  }

  async #insertRevision(
    tx: Sql,
    head: Head,
    commit: {
      namespace: string;
      name: string;
      revision: string;
      number: number;
      files: CommitFile[];
      request: CommitRequest;
    },
  ): Promise<void> {
    const { revision, number, files, request } = commit;
    const layout = layoutOf(files);
    if (layout.length > maxSplits) {
      throw errors.TooManySplits({ limit: maxSplits, actual: layout.length });
    }
    const steps = placeSteps(layout);
    const noTable = layout.length === 0 ? JSON.stringify(errors.DataFilesNotFoundError().toStored()) : null;
    await tx.query(
      `INSERT INTO revision (dataset_id, revision, number, parent, message, author, state, pending_steps, finished_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $8 = 0 THEN now() END)`,
      [
        head.id,
        revision,
        number,
        head.parent,
        request.message ?? `Upload ${request.files.length} file${request.files.length === 1 ? '' : 's'}`,
        request.author ?? commit.namespace,
        noTable ? 'failed' : 'processing',
        noTable ? 0 : steps.length,
      ],
    );
    await insertFiles(tx, head.id, revision, files);
    await tx.query(
      `INSERT INTO step_result (dataset_id, revision, step, config, split, version, waiting_for, state, error)
       SELECT $1, $2, step, config, split, version, waiting_for,
         CASE WHEN $8::jsonb IS NULL THEN 'pending' ELSE 'failed' END, $8::jsonb
       FROM unnest($3::text[], $4::text[], $5::text[], $6::int[], $7::int[]) AS s (step, config, split, version, waiting_for)`,
      [
        head.id,
        revision,
        steps.map(({ step }) => step),
        steps.map(({ config }) => config),
        steps.map(({ split }) => split),
        steps.map(({ step }) => stepDefinition(step).version),
        steps.map(({ waitingFor }) => waitingFor),
        noTable,
      ],
    );
    // The first revision is shown while it grows; a later one only when all but its late steps have ended, unless what is
    // shown has failed.
    const serveNow = head.servedState === null || head.servedState === 'failed';
    await tx.query(
      `UPDATE dataset SET head_revision = $2, served_revision = CASE WHEN $3 THEN $2 ELSE served_revision END,
         updated_at = now() WHERE id = $1`,
      [head.id, revision, serveNow],
    );
    await supersedeWaiting(tx, head.id, number);
    if (noTable) return;
    const { namespace, name } = commit;
    const first = steps.filter(({ waitingFor }) => waitingFor === 0);
    await this.stepJobs.createAll(tx, { datasetId: head.id, namespace, name, revision }, first);
  }
}

async function lockHead(tx: Sql, namespace: string, name: string): Promise<Head | null> {
  // First the lock, then the look: a statement that waits for a lock still joins what it saw before it waited.
  await tx.query('SELECT 1 FROM dataset WHERE namespace = $1 AND name = $2 FOR UPDATE', [namespace, name]);
  const { rows } = await tx.query<Head & Record<string, unknown>>(
    `SELECT d.id, coalesce(h.number, 0) AS number, d.head_revision AS parent, s.state AS "servedState"
     FROM dataset d
     LEFT JOIN revision h ON h.dataset_id = d.id AND h.revision = d.head_revision
     LEFT JOIN revision s ON s.dataset_id = d.id AND s.revision = d.served_revision
     WHERE d.namespace = $1 AND d.name = $2`,
    [namespace, name],
  );
  return rows[0] ?? null;
}

async function filesOf(tx: Sql, head: Head, { files, replace }: CommitRequest): Promise<CommitFile[]> {
  const byPath = new Map<string, CommitFile>();
  if (!replace && head.parent) {
    const { rows } = await tx.query<CommitFile & { size: string }>(
      `SELECT path, blob_key AS "blobKey", size::text AS size, sha256 FROM revision_file
       WHERE dataset_id = $1 AND revision = $2`,
      [head.id, head.parent],
    );
    for (const row of rows) byPath.set(row.path, { ...row, size: Number(row.size) });
  }
  for (const file of files) byPath.set(file.path, file);
  return [...byPath.values()];
}

async function insertFiles(tx: Sql, datasetId: string, revision: string, files: CommitFile[]): Promise<void> {
  const placed = placeFiles(files);
  await tx.query(
    `INSERT INTO revision_file (dataset_id, revision, path, blob_key, size, sha256, config, split)
     SELECT $1, $2, f.* FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[]) AS f`,
    [
      datasetId,
      revision,
      placed.map(({ file }) => file.path),
      placed.map(({ file }) => file.blobKey),
      placed.map(({ file }) => file.size),
      placed.map(({ file }) => file.sha256),
      placed.map(({ place }) => place?.config ?? null),
      placed.map(({ place }) => place?.split ?? null),
    ],
  );
}
