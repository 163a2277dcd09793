import { createHash } from 'node:crypto';
import { type ConsistencyToken, type Database, Gathered, type Sql } from '@rowhouse/database';
import type { BatchRequest, JobBatches } from '../batch/job-batches.js';
import type { JobRecord } from '../life/job.js';
import { checkJobRequest, type JobRequest } from '../life/job-request.js';
import type { JobStore } from '../store/job-store.js';
import { type KnownKey, knownJob } from './known-key.js';
import { findKey, nameJob, takeKey } from './submission-sql.js';
import { type LoneSubmission, type Outcome, submitTogether } from './submit-together.js';

export interface Submission {
  request: Omit<JobRequest, 'parent'>;
  /** Makes a job of many children of the request, whose own parameters then are only shown. */
  children?: BatchRequest['children'];
  /** Names the request among all of its owner; the same key again gives the same job. */
  idempotencyKey?: string;
}

export interface SubmittedJob {
  jobId: string;
  /** False when the key was known and its job is answered. */
  created: boolean;
  /** The job as it was made, for an answer without another read; null when it was not made now or has children. */
  job: JobRecord | null;
  /** A read that brings it sees the job. */
  token: ConsistencyToken;
}

/**
 * Most submissions in one transaction. A transaction for each would cost four times the processor time; with many more
 * than these their answers would be written in one go, for which other requests wait.
 */
const mostTogether = 16;

/** Jobs from outside, where a client that got no answer asks again. */
export class JobSubmissions {
  readonly #gathered: Gathered<LoneSubmission, Outcome | Promise<Outcome>>;

  constructor(
    private readonly db: Database,
    jobs: Pick<JobStore, 'createAll'>,
    private readonly batches: Pick<JobBatches, 'create'>,
  ) {
    this.#gathered = new Gathered((group) => submitTogether(db, jobs, group), mostTogether);
  }

  /**
   * Creates a job, exactly one for each owner and key however many ask at once. A key lives as long as its job. What is
   * submitted at the same time is committed together, one group after the other: a burst has one connection.
   * @throws InvalidParameter, IdempotencyKeyReused when the key came with another request
   */
  async submit({ request, children, idempotencyKey: key }: Submission): Promise<SubmittedJob> {
    const fingerprint = key === undefined ? '' : fingerprintOf(request, children);
    if (children) return this.#submitBatch({ ...request, children }, key, fingerprint);
    checkJobRequest(request);
    const outcome = await this.#gathered.add({
      request,
      key: key === undefined ? undefined : { text: key, fingerprint },
    });
    if ('error' in outcome) throw outcome.error;
    return { ...outcome, created: outcome.job !== null };
  }

  async #submitBatch(
    request: BatchRequest,
    key: string | undefined,
    fingerprint: string,
  ): Promise<SubmittedJob> {
    const { value, token } = await this.db.writeWithToken(async (tx) =>
      key === undefined
        ? { jobId: await this.batches.create(tx, request), created: true }
        : this.#batchOnce(tx, request, key, fingerprint),
    );
    return { ...value, job: null, token };
  }

  async #batchOnce(
    tx: Sql,
    request: BatchRequest,
    key: string,
    fingerprint: string,
  ): Promise<{ jobId: string; created: boolean }> {
    const { owner } = request;
    const { rowCount } = await tx.query(takeKey, [owner, key, fingerprint]);
    if (rowCount === 1) {
      const jobId = await this.batches.create(tx, request);
      await tx.query(nameJob, [owner, key, jobId]);
      return { jobId, created: true };
    }
    const { rows } = await tx.query<KnownKey & Record<string, unknown>>(findKey, [owner, key]);
    return { jobId: knownJob(key, fingerprint, rows[0]), created: false };
  }
}

/** Equal for requests that ask for the same, in whatever order their fields are. */
function fingerprintOf(
  { kind, pool, params, priority, maxAttempts, runAt, subject }: Submission['request'],
  children: Submission['children'],
): string {
  const asked = { kind, pool, params, priority, maxAttempts, runAt, subject, children };
  return createHash('sha256').update(JSON.stringify(asked, sortKeys)).digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
