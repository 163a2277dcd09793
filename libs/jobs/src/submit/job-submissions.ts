import { createHash } from 'node:crypto';
import { errors } from '@rowhouse/contract';
import type { ConsistencyToken, Database, Sql } from '@rowhouse/database';
import type { BatchRequest, JobBatches } from '../batch/job-batches.js';
import type { JobRequest } from '../life/job-request.js';
import type { JobStore } from '../store/job-store.js';
import { findKey, nameJob, takeKey } from './submission-sql.js';

export interface Submission {
  request: JobRequest;
  /** Makes a job of many children of the request, whose own parameters then are only shown. */
  children?: BatchRequest['children'];
  /** Names the request among all of its owner; the same key again gives the same job. */
  idempotencyKey?: string;
}

export interface SubmittedJob {
  jobId: string;
  /** False when the key was known and its job is answered. */
  created: boolean;
  /** A read that brings it sees the job. */
  token: ConsistencyToken;
}

/** Jobs from outside, where a client that got no answer asks again. */
export class JobSubmissions {
  constructor(
    private readonly db: Database,
    private readonly jobs: Pick<JobStore, 'create'>,
    private readonly batches: Pick<JobBatches, 'create'>,
  ) {}

  /**
   * Creates a job, exactly one for each owner and key however many ask at once. A key lives as long as its job.
   * @throws InvalidParameter, IdempotencyKeyReused when the key came with another request
   */
  async submit({ request, children, idempotencyKey }: Submission): Promise<SubmittedJob> {
    const { value, token } = await this.db.writeWithToken(async (tx) =>
      idempotencyKey === undefined
        ? { jobId: await this.#create(tx, request, children), created: true }
        : this.#once(tx, request, children, idempotencyKey),
    );
    return { ...value, token };
  }

  #create(tx: Sql, request: JobRequest, children: Submission['children']): Promise<string> {
    return children ? this.batches.create(tx, { ...request, children }) : this.jobs.create(tx, request);
  }

  async #once(
    tx: Sql,
    request: JobRequest,
    children: Submission['children'],
    key: string,
  ): Promise<{ jobId: string; created: boolean }> {
    const { owner } = request;
    const fingerprint = fingerprintOf(request, children);
    const { rowCount } = await tx.query(takeKey, [owner, key, fingerprint]);
    if (rowCount === 1) {
      const jobId = await this.#create(tx, request, children);
      await tx.query(nameJob, [owner, key, jobId]);
      return { jobId, created: true };
    }
    const { rows } = await tx.query<{ jobId: string; fingerprint: string }>(findKey, [owner, key]);
    const known = rows[0];
    if (!known)
      throw errors.Conflict({ reason: `The job of the Idempotency-Key '${key}' was just deleted.` });
    if (known.fingerprint !== fingerprint) throw errors.IdempotencyKeyReused({ key, jobId: known.jobId });
    return { jobId: known.jobId, created: false };
  }
}

/** Equal for requests that ask for the same, in whatever order their fields are. */
function fingerprintOf(
  { kind, pool, params, priority, maxAttempts, runAt, subject }: JobRequest,
  children: Submission['children'],
): string {
  const asked = { kind, pool, params, priority, maxAttempts, runAt, subject, children };
  return createHash('sha256').update(JSON.stringify(asked, sortKeys)).digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
