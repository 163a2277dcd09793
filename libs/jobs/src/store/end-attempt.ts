import type { Sql } from '@rowhouse/database';
import type { JobOutcome } from '../job-metrics.js';
import type { AttemptUsage, JobFailure, JobRecord } from '../life/job.js';
import { afterFailure, type JobState } from '../life/state.js';
import { type RecordRow, toRecord } from './job-row.js';
import { toJsonb } from './jsonb.js';
import { cancelRunningJob, failJob, tryJobAgain } from './transition-sql.js';
import { usageValues } from './usage-values.js';

/** A running job that this transaction has locked, and for how long its attempt ran. */
export type LockedRow = RecordRow & { ran_s: number };

/** How an attempt ended, for effects, metrics and events. */
export interface EndedJob {
  outcome: JobOutcome;
  /** As it stands after the transition. */
  job: JobRecord;
  /** Code of the failure; empty for a result. */
  code: string;
  ranSeconds: number;
  /** The job that it is a part of, as it stands after that; absent without one. */
  parent?: JobRecord | null;
}

/** What the effects of a failure need to know: whether another attempt follows. */
export interface FailureOutcome {
  final: boolean;
  state: JobState;
}

const statements = { tryAgain: tryJobAgain, fail: failJob, cancelRunning: cancelRunningJob };
const outcomes = { tryAgain: 'retried', fail: 'failed', cancelRunning: 'cancelled' } as const;

/** Ends the attempt of a locked, running job without a result: tried again after `waitMs`, failed or cancelled. */
export async function endWithoutResult(
  tx: Sql,
  row: LockedRow,
  failure: JobFailure,
  usage: AttemptUsage,
  waitMs: number,
): Promise<EndedJob> {
  const transition = afterFailure({
    cancelRequested: row.cancel_requested_at !== null,
    retryable: failure.retryable,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
  });
  const values: unknown[] = [row.id, row.fence, toJsonb(plainFailure(failure)), ...usageValues(usage)];
  if (transition === 'tryAgain') values.push(Math.max(failure.retryAfterMs ?? 0, waitMs));
  const { rows } = await tx.query<RecordRow>(statements[transition], values);
  const changed = rows[0];
  if (!changed) throw new Error(`The job ${row.id} was locked and running, yet '${transition}' met no row.`);
  return {
    outcome: outcomes[transition],
    job: toRecord(changed),
    code: failure.code,
    ranSeconds: row.ran_s,
  };
}

/** A `RowhouseError` turns into its wire form in JSON; the table keeps the stored form. */
function plainFailure({ code, status, retryable, message, details }: JobFailure) {
  return { code, status, retryable, message, details };
}
