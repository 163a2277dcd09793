import { errors, type StoredError } from '@rowhouse/contract';
import type { ConsistencyToken, Database, Sql } from '@rowhouse/database';
import type { JobRequest } from '../life/job-request.js';
import type { JobState } from '../life/state.js';
import { isJobId } from '../store/job-id.js';
import type { JobStore } from '../store/job-store.js';
import { toJsonb } from '../store/jsonb.js';
import { countChildren, insertParent, listChildren, unfinishedChildren } from './batch-sql.js';
import type { ChildCounts } from './follow-children.js';

/** A job that is made of others, of one kind. */
export interface BatchRequest
  extends Omit<JobRequest, 'pool' | 'maxAttempts' | 'runAt' | 'subject' | 'parent'> {
  children: readonly Omit<JobRequest, 'kind' | 'owner' | 'credential' | 'parent'>[];
}

/** A child as its parent's result shows it. */
export interface ChildResult {
  id: string;
  /** In the request, from 0. */
  place: number;
  state: JobState;
  params: Record<string, unknown>;
  error: StoredError | null;
  result: Record<string, unknown> | null;
}

export const maxChildren = 1_000;

/** A pool without workers: the jobs in it are parents, which do nothing themselves. */
const parentPool = 'batch';

/** Jobs of many children: one to follow and to cancel, whose state is what became of them. */
export class JobBatches {
  constructor(
    private readonly db: Database,
    private readonly jobs: Pick<JobStore, 'create' | 'cancel'>,
  ) {}

  /** Creates the parent and all children in the caller's transaction. Returns the parent's id. Throws `InvalidParameter`. */
  async create(tx: Sql, request: BatchRequest): Promise<string> {
    const { kind, owner, params, priority = 0, credential = null, children } = request;
    if (children.length < 1 || children.length > maxChildren) {
      throw errors.InvalidParameter({
        message: `A job must be made of 1 to ${maxChildren} others, these are ${children.length}`,
      });
    }
    const values = [kind, parentPool, owner, toJsonb(params), priority, credential, children.length];
    const { rows } = await tx.query<{ id: string }>(insertParent, values);
    const id = rows[0]?.id as string;
    for (const [place, child] of children.entries()) {
      await this.jobs.create(tx, { ...child, kind, owner, credential, parent: { id, place } });
    }
    return id;
  }

  /** How the children of a job stand, and the mean of their progress. */
  async progress(
    parentId: string,
    token?: ConsistencyToken,
  ): Promise<{ counts: ChildCounts; fraction: number }> {
    const { rows } = await this.db.read(
      (reader) => reader.query<ChildCounts & { fraction: number }>(countChildren, [parentId]),
      token,
    );
    const {
      fraction = 0,
      total = 0,
      queued = 0,
      running = 0,
      succeeded = 0,
      failed = 0,
      cancelled = 0,
    } = rows[0] ?? {};
    return { counts: { total, queued, running, succeeded, failed, cancelled }, fraction };
  }

  /** All children in their order, without `leftOut` of their results. */
  async results(
    parentId: string,
    leftOut: readonly string[],
    token?: ConsistencyToken,
  ): Promise<ChildResult[]> {
    if (!isJobId(parentId)) return [];
    const values = [parentId, leftOut];
    return (await this.db.read((reader) => reader.query<ChildResult>(listChildren, values), token)).rows;
  }

  /**
   * Cancels a parent: no child starts any more, those that run stop at their next heartbeat, and with the last the
   * parent ends. Each child is cancelled in a transaction of its own; asked again, it goes on where it was interrupted.
   */
  async cancel(parentId: string): Promise<'requested' | 'ended'> {
    const outcome = await this.jobs.cancel(parentId);
    const { rows } = await this.db.primary.query<{ id: string }>(unfinishedChildren, [parentId]);
    for (const { id } of rows) await this.jobs.cancel(id);
    return outcome === 'ended' ? 'ended' : 'requested';
  }
}
