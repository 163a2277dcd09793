import type { StoredError } from '@rowhouse/contract';
import type { Sql } from '@rowhouse/database';
import { type StepName, stepDefinition } from '../graph/steps.js';
import { isMetadataName, mediaKindOf } from '../layout/media-kind.js';
import { isStepKey, type StepKey, stepKeyValues } from './step-key.js';

/** A result that a step works from; `content` is the JSON text, `null` when that step failed or has not ended. */
export interface StepInput {
  step: StepName;
  config: string;
  split: string;
  state: 'pending' | 'succeeded' | 'failed';
  content: string | null;
  error: StoredError | null;
}

/** One original file that a conversion reads. */
export interface InputFile {
  path: string;
  blobKey: string;
  /** Bytes. */
  size: number;
}

/** A file that cells of a split may name, or that describes such; its place is null where it has no rows of its own. */
export interface MediaInput extends InputFile {
  config: string | null;
  split: string | null;
}

/** False when nobody waits for what this job makes: its dataset was deleted, or another job has its step. */
export async function stepIsOpen(sql: Sql, jobId: string, key: StepKey): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT 1 FROM step_result WHERE ${isStepKey} AND state = 'pending' AND job_id = $6`,
    [...stepKeyValues(key), jobId],
  );
  return rowCount === 1;
}

/** The results that a step needs, as the graph says. */
export async function stepInputs(sql: Sql, key: StepKey): Promise<StepInput[]> {
  const { rows } = await sql.query<StepInput & Record<string, unknown>>(
    `SELECT step, config, split, state, content::text AS content, error FROM step_result
     WHERE dataset_id = $1 AND revision = $2 AND step = ANY ($3)
       AND ($4 = '' OR config = $4) AND ($5 = '' OR split = $5)`,
    [key.datasetId, key.revision, Object.keys(stepDefinition(key.step).needs), key.config, key.split],
  );
  return rows;
}

/** The original files of a split, or of all splits of a config when `split` is `''`. */
export async function inputFiles(
  sql: Sql,
  key: Pick<StepKey, 'datasetId' | 'revision' | 'config' | 'split'>,
): Promise<(InputFile & { config: string; split: string })[]> {
  const { rows } = await sql.query<{
    path: string;
    blobKey: string;
    size: string;
    config: string;
    split: string;
  }>(
    `SELECT path, blob_key AS "blobKey", size::text AS size, config, split FROM revision_file
     WHERE dataset_id = $1 AND revision = $2 AND config IS NOT NULL
       AND ($3 = '' OR config = $3) AND ($4 = '' OR split = $4)`,
    [key.datasetId, key.revision, key.config, key.split],
  );
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

/** All media of a revision, and the metadata files beside them. */
export async function mediaInputs(
  sql: Sql,
  key: Pick<StepKey, 'datasetId' | 'revision'>,
): Promise<MediaInput[]> {
  const { rows } = await sql.query<{
    path: string;
    blobKey: string;
    size: number;
    config: string | null;
    split: string | null;
  }>(
    `SELECT path, blob_key AS "blobKey", size::float8 AS size, config, split FROM revision_file
     WHERE dataset_id = $1 AND revision = $2`,
    [key.datasetId, key.revision],
  );
  return rows.filter(
    ({ path, config }) => mediaKindOf(path) !== null || (config === null && isMetadataName(path)),
  );
}
