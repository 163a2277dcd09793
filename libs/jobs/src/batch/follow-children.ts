import { errors, type StoredError } from '@rowhouse/contract';
import type { Sql } from '@rowhouse/database';
import type { JobRecord } from '../life/job.js';
import { type RecordRow, toRecord } from '../store/job-row.js';
import { toJsonb } from '../store/jsonb.js';
import { countChildren, endParent, firstFailure, lockParent, progressParent } from './batch-sql.js';

/** How the children of a job stand. */
export interface ChildCounts {
  total: number;
  queued: number;
  running: number;
  succeeded: number;
  failed: number;
  cancelled: number;
}

type CountRow = ChildCounts & { fraction: number; cpu_ms: number; gpu_ms: number };

/**
 * Brings a parent up to date in the transaction in which a child ended, and ends it with its last child. The lock on
 * the parent makes children that end at once wait for each other, so exactly one of them is the last. Always taken
 * after the lock on the child. Null: the parent has ended before.
 */
export async function followChildren(tx: Sql, parentId: string): Promise<JobRecord | null> {
  const parent = (await tx.query<RecordRow>(lockParent, [parentId])).rows[0];
  if (!parent) return null;
  const counts = (await tx.query<CountRow>(countChildren, [parentId])).rows[0] as CountRow;
  const { fraction, cpu_ms, gpu_ms } = counts;
  const cost = [Math.round(cpu_ms), Math.round(gpu_ms)];
  const ended = counts.queued + counts.running === 0;
  if (!ended) return recordOf(tx, progressParent, [parentId, fraction, ...cost]);
  const state = stateOf(counts, parent.cancel_requested_at !== null);
  const { total, succeeded, failed, cancelled } = counts;
  const result = toJsonb({ total, succeeded, failed, cancelled });
  const error = await errorOf(tx, parentId, state, failed);
  return recordOf(tx, endParent[state], [parentId, result, toJsonb(error), ...cost]);
}

/** Results count, however many children failed beside them; a cancel that stopped something was one. */
export function stateOf(
  { succeeded, failed, cancelled }: ChildCounts,
  cancelRequested: boolean,
): keyof typeof endParent {
  if (cancelRequested && cancelled > 0) return 'cancelled';
  if (succeeded > 0) return 'succeeded';
  return failed > 0 ? 'failed' : 'cancelled';
}

async function errorOf(
  tx: Sql,
  parentId: string,
  state: keyof typeof endParent,
  failed: number,
): Promise<StoredError | undefined> {
  if (state === 'succeeded') return undefined;
  if (state === 'cancelled') return errors.JobCancelled().toStored();
  const { rows } = await tx.query<{ error: StoredError | null }>(firstFailure, [parentId]);
  return errors.AllChildrenFailed({ failed, reason: rows[0]?.error?.message ?? 'unknown' }).toStored();
}

async function recordOf(tx: Sql, statement: string, values: unknown[]): Promise<JobRecord | null> {
  const { rows } = await tx.query<RecordRow>(statement, values);
  return rows[0] ? toRecord(rows[0]) : null;
}
