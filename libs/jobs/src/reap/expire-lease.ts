import { errors } from '@rowhouse/contract';
import type { Sql } from '@rowhouse/database';
import { parentAfter } from '../batch/parent-after.js';
import type { JobFailure } from '../life/job.js';
import { isFinal } from '../life/state.js';
import { noteRemains } from '../remains/remains-sql.js';
import { type EndedJob, endWithoutResult, type LockedRow } from '../store/end-attempt.js';
import type { JobEffects } from '../store/job-store.js';
import { lockExpired } from './reap-sql.js';

type ExpiredRow = LockedRow & { silent_s: number };

/**
 * Ends the attempt of a job whose worker fell silent. Null when somebody else was first. The next attempt is due at
 * once: the job has waited for its lease to end, and what a backoff protects, something that the job asks too often,
 * did not fail. The number of attempts bounds what a job can do that kills its workers.
 */
export async function expireLease(
  tx: Sql,
  lease: { id: string; fence: string },
  onFinalFailure: JobEffects | undefined,
): Promise<EndedJob | null> {
  const { rows } = await tx.query<ExpiredRow>(lockExpired, [lease.id, lease.fence]);
  const row = rows[0];
  if (!row) return null;
  const ended = await endWithoutResult(tx, row, crashOf(row), {}, 0);
  await tx.query(noteRemains, [ended.job.id, ended.job.pool]);
  if (isFinal(ended.job.state)) await onFinalFailure?.(tx, ended.job);
  return { ...ended, parent: await parentAfter(tx, ended.job) };
}

function crashOf(row: ExpiredRow): JobFailure {
  const reason =
    `its worker '${row.worker ?? 'unknown'}' stopped answering ${Math.round(row.ran_s)} s after the start ` +
    `(its lease ended ${Math.max(1, Math.round(row.silent_s))} s ago). The process was most likely killed, ran out of ` +
    'memory or lost its connection to the database. Look at the worker, then retry the job.';
  const { code, status, message, details } = errors.JobCrashed({ attempts: row.attempt, reason });
  // Retryable as long as attempts are left; the state machine counts them.
  return { code, status, message, details, retryable: true };
}
