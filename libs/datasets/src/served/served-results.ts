import { errors, RowhouseError, type StoredError } from '@rowhouse/contract';
import type { ConsistencyToken, Database } from '@rowhouse/database';
import { parseDatasetId } from '../dataset-name.js';
import type { StepName } from '../graph/steps.js';

/** A result that may be shown, with the revision it belongs to. */
export interface ServedResult {
  datasetId: string;
  revision: string;
  /** The text of the JSON result. */
  content: string;
}

/** An error that a step ended with, together with the revision that it belongs to. */
export class ServedStepError extends Error {
  override readonly name = 'ServedStepError';

  constructor(
    readonly error: RowhouseError,
    readonly revision: string,
  ) {
    super(error.message);
  }
}

interface Row extends Record<string, unknown> {
  datasetId: string;
  revision: string | null;
  head: string | null;
  /** Whether the revision that was asked for is one of the dataset. */
  revisionExists: boolean;
  state: 'pending' | 'succeeded' | 'failed' | null;
  content: string | null;
  error: StoredError | null;
}

/** Reads results of the revision that readers see: the last one that is complete, or the first while it grows. */
export class ServedResults {
  constructor(private readonly database: Database) {}

  /**
   * The result of the revision that readers see, or of the one asked for.
   * @throws ExternalUnauthenticatedError when there is no such dataset, RevisionNotFound when it has no such revision,
   * ResponseNotFound when that has no such config or split, ResponseNotReady while the step has not ended,
   * ServedStepError with what the step failed with
   */
  async get(
    step: StepName,
    place: { dataset: string; config?: string; split?: string; revision?: string },
    token?: ConsistencyToken,
  ): Promise<ServedResult> {
    const id = parseDatasetId(place.dataset);
    if (!id) throw errors.ExternalUnauthenticatedError();
    const { rows } = await this.database.read(
      (sql) =>
        sql.query<Row>(servedSql, [
          id.namespace,
          id.name,
          step,
          place.config ?? '',
          place.split ?? '',
          place.revision ?? null,
        ]),
      token,
    );
    const row = rows[0];
    if (!row) throw errors.ExternalUnauthenticatedError();
    if (place.revision !== undefined && !row.revisionExists) {
      throw errors.RevisionNotFound({ dataset: place.dataset, revision: place.revision });
    }
    return servedOrThrow(row, place.dataset);
  }

  /**
   * The results that a step at dataset level gave for all datasets that are not private, a page at a time and by name.
   * Datasets without such a result are left out. Read from the primary, which knows what has become private.
   */
  async everywhere(
    step: StepName,
    after: string,
    limit: number,
  ): Promise<{ dataset: string; content: string }[]> {
    const found = await this.database.primary.query<{ dataset: string; content: string }>(everywhereSql, [
      step,
      after,
      limit,
    ]);
    return found.rows;
  }

  /**
   * The result of a step at dataset level, and the revision that readers see; null when the dataset is gone or
   * private. `content` is null when there is none to be shown.
   */
  async publicly(
    step: StepName,
    dataset: string,
    token: ConsistencyToken,
  ): Promise<{ revision: string | null; content: string | null } | null> {
    const { namespace = '', name = '' } = parseDatasetId(dataset) ?? {};
    const { rows } = await this.database.read(
      (sql) =>
        sql.query<{ revision: string | null; content: string | null }>(publiclySql, [step, namespace, name]),
      token,
    );
    return rows[0] ?? null;
  }
}

const publicResults = `
  SELECT d.namespace || '/' || d.name AS dataset, d.served_revision AS revision, s.content::text AS content
  FROM dataset d LEFT JOIN step_result s ON s.dataset_id = d.id AND s.revision = d.served_revision
    AND s.step = $1 AND s.config = '' AND s.split = ''
  WHERE NOT d.private`;

const everywhereSql = `${publicResults} AND s.content IS NOT NULL AND d.namespace || '/' || d.name > $2
  ORDER BY d.namespace || '/' || d.name LIMIT $3`;

const publiclySql = `${publicResults} AND d.namespace = $2 AND d.name = $3`;

const servedSql = `
  SELECT d.id AS "datasetId", coalesce($6, d.served_revision) AS revision, d.head_revision AS head,
    s.state, s.content::text AS content, s.error, r.revision IS NOT NULL AS "revisionExists"
  FROM dataset d
  LEFT JOIN revision r ON $6::text IS NOT NULL AND r.dataset_id = d.id AND r.revision = $6
  LEFT JOIN step_result s ON s.dataset_id = d.id AND s.revision = coalesce($6, d.served_revision)
    AND s.step = $3 AND s.config = $4 AND s.split = $5
  WHERE d.namespace = $1 AND d.name = $2`;

function servedOrThrow(row: Row, dataset: string): ServedResult {
  const { datasetId, revision, content } = row;
  if (revision === null || row.state === null) throw errors.ResponseNotFound();
  // A step that runs again keeps showing what it held before.
  if (content !== null) return { datasetId, revision, content };
  if (row.state === 'failed' && row.error)
    throw new ServedStepError(RowhouseError.fromJSON(row.error), revision);
  throw errors.ResponseNotReady({ progressUrl: `/api/datasets/${dataset}/revisions/${row.head}` });
}
