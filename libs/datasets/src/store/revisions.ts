import { type ErrorBody, RowhouseError, type StoredError } from '@rowhouse/contract';
import type { ConsistencyToken, Database } from '@rowhouse/database';
import { boundedNotes } from './step-notes.js';

/** `superseded`: a newer one was committed before the conversion of this one had begun, so it was left out. */
export type RevisionState = 'processing' | 'ready' | 'failed' | 'superseded';

export interface RevisionRecord {
  revision: string;
  /** Counts from 1 within its dataset. */
  number: number;
  parent: string | null;
  message: string;
  author: string;
  state: RevisionState;
  createdAt: Date;
  finishedAt: Date | null;
}

/** What is known of one step of a revision. */
export interface StepProgress {
  step: string;
  config: string | null;
  split: string | null;
  state: 'waiting' | 'queued' | 'running' | 'succeeded' | 'failed';
  /** 0 to 1. */
  progress: number;
  jobId: string | null;
  attempt: number;
  startedAt: Date | null;
  finishedAt: Date | null;
  error: ErrorBody | null;
  /** What a reader should know of the result, such as columns that were left out; bounded. */
  notes: string[];
}

export interface RevisionDetail extends RevisionRecord {
  /** 0 to 1 over all steps. */
  progress: number;
  files: { path: string; size: number; sha256: string; config: string | null; split: string | null }[];
  steps: StepProgress[];
}

const columns = `r.revision, r.number, r.parent, r.message, r.author, r.state,
  r.created_at AS "createdAt", r.finished_at AS "finishedAt"`;

/** The history of a dataset, and how far the processing of each revision has come. */
export class Revisions {
  constructor(private readonly database: Database) {}

  /** Newest first; `before` is the number of the last one already seen. */
  async list(datasetId: string, page: { before?: number; limit: number }, token?: ConsistencyToken) {
    const { rows } = await this.database.read(
      (sql) =>
        sql.query<RevisionRecord & Record<string, unknown>>(
          `SELECT ${columns} FROM revision r
           WHERE r.dataset_id = $1 AND ($2::int IS NULL OR r.number < $2) ORDER BY r.number DESC LIMIT $3`,
          [datasetId, page.before ?? null, page.limit + 1],
        ),
      token,
    );
    const items: RevisionRecord[] = rows.slice(0, page.limit);
    return { items, nextBefore: rows.length > page.limit ? (items.at(-1)?.number ?? null) : null };
  }

  /** `revision` is 40 hex digits; `null` when the dataset has no such revision. */
  get(datasetId: string, revision: string, token?: ConsistencyToken): Promise<RevisionDetail | null> {
    return this.database.read(async (sql) => {
      const { rows } = await sql.query<RevisionRecord & Record<string, unknown>>(
        `SELECT ${columns} FROM revision r WHERE r.dataset_id = $1 AND r.revision = $2`,
        [datasetId, revision],
      );
      const record = rows[0];
      if (!record) return null;
      const files = await sql.query<RevisionDetail['files'][number]>(
        `SELECT path, size::float8 AS size, sha256, config, split FROM revision_file
         WHERE dataset_id = $1 AND revision = $2 ORDER BY path`,
        [datasetId, revision],
      );
      const steps = await sql.query<StepRow & Record<string, unknown>>(stepsSql, [datasetId, revision]);
      const notes = boundedNotes(steps.rows.map((step) => step.notes ?? []));
      const progress = steps.rows.map((step, index) => stepProgress(step, notes[index] ?? []));
      const done = progress.reduce((sum, step) => sum + step.progress, 0);
      return {
        ...record,
        progress: progress.length === 0 ? 1 : done / progress.length,
        files: files.rows,
        steps: progress,
      };
    }, token);
  }
}

interface StepRow {
  step: string;
  config: string;
  split: string;
  state: 'pending' | 'succeeded' | 'failed';
  error: StoredError | null;
  notes: string[] | null;
  finishedAt: Date | null;
  jobId: string | null;
  jobState: string | null;
  attempt: number | null;
  startedAt: Date | null;
  fraction: number | null;
}

const stepsSql = `
  SELECT s.step, s.config, s.split, s.state, s.error, s.finished_at AS "finishedAt", s.job_id AS "jobId",
    j.state AS "jobState", j.attempt, j.started_at AS "startedAt", (j.progress ->> 'fraction')::float8 AS fraction,
    CASE WHEN s.step = 'split-parquet' THEN s.content -> 'notes' END AS notes
  FROM step_result s LEFT JOIN job j ON j.id = s.job_id
  WHERE s.dataset_id = $1 AND s.revision = $2
  ORDER BY s.split = '', s.config = '', s.config, s.split, s.step`;

function stepProgress(row: StepRow, notes: string[]): StepProgress {
  const state =
    row.state !== 'pending' ? row.state : row.jobId === null ? 'waiting' : liveState(row.jobState);
  return {
    step: row.step,
    config: row.config || null,
    split: row.split || null,
    state,
    progress: row.state === 'pending' ? (row.fraction ?? 0) : 1,
    jobId: row.jobId,
    attempt: row.attempt ?? 0,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    error: row.error && RowhouseError.fromJSON(row.error).toJSON(),
    notes,
  };
}

function liveState(jobState: string | null): 'queued' | 'running' {
  return jobState === 'running' ? 'running' : 'queued';
}
