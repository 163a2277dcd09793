import { errors } from '@rowhouse/contract';
import { type ConsistencyToken, type Database, prepared, type Sql } from '@rowhouse/database';
import type { EventBus } from '@rowhouse/messaging';
import type { Logger } from '@rowhouse/telemetry';
import { parentAfter } from '../batch/parent-after.js';
import type { JobMetrics } from '../job-metrics.js';
import { type Backoff, backoffMs, defaultBackoff } from '../life/backoff.js';
import type { AttemptUsage, Claim, JobFailure, JobProgress, JobRecord } from '../life/job.js';
import { checkJobRequest, type JobRequest } from '../life/job-request.js';
import { isFinal, type JobState } from '../life/state.js';
import { createJobs, type LoneJobRequest } from './create-jobs.js';
import { type EndedJob, endWithoutResult, type FailureOutcome, type LockedRow } from './end-attempt.js';
import { GatheredTransitions, succeedAll } from './gathered-transitions.js';
import { JobAnnouncer } from './job-announcer.js';
import { isJobId } from './job-id.js';
import { type RecordRow, toRecord } from './job-row.js';
import { toJsonb } from './jsonb.js';
import { type JobFilter, type JobList, type JobPage, listPage } from './list-jobs.js';
import { countJobs, getJob } from './query-sql.js';
import * as sql from './transition-sql.js';
import { usageValues } from './usage-values.js';

export interface JobStoreOptions {
  /** Hears of every change, after the commit, best effort. */
  events?: Pick<EventBus, 'publish'>;
  metrics?: JobMetrics;
  log?: Pick<Logger, 'warn'>;
  /** How long a claim lives without a heartbeat, in milliseconds; default 30 s. Beat every second: a doubted worker has three. */
  leaseMs?: number;
  /** Wait between attempts that fail; one that was lost with its worker is repeated at once. */
  backoff?: Backoff;
  /** For requests that name none; default 3. */
  maxAttempts?: number;
}

export type Effects = (tx: Sql) => Promise<void>;
export type FailureEffects = (tx: Sql, outcome: FailureOutcome) => Promise<void>;
/** `job` as it stands after the transition. */
export type JobEffects = (tx: Sql, job: JobRecord) => Promise<void>;

/** The short statements of every job. */
const insertJob = prepared(sql.insertJob);
const renewLease = prepared(sql.renewLease);

/** How long a doubted worker has for its next heartbeat, in milliseconds; several times what lies between two. */
const doubtMs = 3_000;

/** The life cycle of jobs in Postgres. Effects run in the transaction of their transition, perhaps more than once. */
export class JobStore {
  readonly leaseMs: number;
  readonly #backoff: Backoff;
  readonly #maxAttempts: number;
  readonly #announcer: JobAnnouncer;
  readonly #gathered: GatheredTransitions;

  constructor(
    private readonly db: Database,
    private readonly options: JobStoreOptions = {},
  ) {
    this.leaseMs = options.leaseMs ?? 30_000;
    this.#backoff = options.backoff ?? defaultBackoff;
    this.#maxAttempts = options.maxAttempts ?? 3;
    this.#announcer = new JobAnnouncer(options.events, options.log);
    this.#gathered = new GatheredTransitions(db.primary, this.leaseMs);
  }

  /**
   * Creates a job in the caller's transaction; the dispatcher hears of it on commit. Returns its id. Tells the
   * event bus nothing, since it does not know of the commit. Throws `InvalidParameter`.
   */
  async create(tx: Sql, request: JobRequest): Promise<string> {
    checkJobRequest(request);
    const { rows } = await tx.query<{ id: string }>(insertJob, [
      request.kind,
      request.pool,
      request.owner,
      toJsonb(request.params),
      request.priority ?? 0,
      request.maxAttempts ?? this.#maxAttempts,
      request.runAt ?? null,
      request.subject ?? null,
      request.credential ?? null,
      request.parent?.id ?? null,
      request.parent?.place ?? null,
    ]);
    return one(rows).id;
  }

  /** Creates several jobs as `create` does each, for the price of little more than one; in the order of the requests. */
  async createAll(tx: Sql, requests: readonly LoneJobRequest[]): Promise<JobRecord[]> {
    return createJobs(tx, requests, this.#maxAttempts);
  }

  /** Takes the job for one attempt. Null: the message is stale (taken, ended, cancelled or tried again since). */
  async claim(jobId: string, attempt: number, workerId: string): Promise<Claim | null> {
    if (!isJobId(jobId)) return null;
    const row = await this.#gathered.claim(jobId, attempt, workerId);
    if (!row) return null;
    const job = toRecord(row);
    this.options.metrics?.claimed(job.pool, row.waited_s);
    this.#announcer.changed(job);
    return { jobId: job.id, attempt, fence: row.fence, workerId, leaseMs: this.leaseMs, job };
  }

  /**
   * Extends the lease and stores the progress. `cancelled`: stop the work, then `fail` with any error, which ends
   * the job cancelled. `lost`: the claim is no longer valid; stop the work, its result would be refused.
   */
  async heartbeat(claim: Claim, progress?: JobProgress): Promise<'ok' | 'cancelled' | 'lost'> {
    const values = [claim.jobId, claim.fence, this.leaseMs, toJsonb(progress)];
    const { rows } = await this.db.primary.query<{ cancelled: boolean }>(renewLease, values);
    const row = rows[0];
    if (!row) return 'lost';
    if (progress) this.#announcer.progressed(claim.job, progress);
    return row.cancelled ? 'cancelled' : 'ok';
  }

  /** Lets the job have no more attempts than this. It never gives it more, nor less than the one that runs. */
  async limitAttempts(claim: Claim, maxAttempts: number): Promise<void> {
    if (claim.job.maxAttempts <= Math.max(maxAttempts, claim.attempt)) return;
    await this.db.primary.query(sql.limitAttempts, [claim.jobId, claim.fence, maxAttempts]);
  }

  /**
   * Says that the worker of an attempt may be dead: a message that it held has come back. If it lives, its next
   * heartbeat sets that right; else the reaper gives the job to another in seconds instead of a whole lease.
   */
  async doubt(jobId: string, attempt: number): Promise<void> {
    if (isJobId(jobId)) await this.db.primary.query(sql.doubtLease, [jobId, attempt, doubtMs]);
  }

  /**
   * Ends the job with its result. The effects commit together with it or not at all: when they throw, the job still
   * runs. False: a newer claim, the reaper or a cancel was first; nothing was stored. A result that comes after a
   * cancel was asked for but before the worker heard of it counts.
   */
  async succeed(
    claim: Claim,
    result: object | null,
    effects?: Effects,
    usage: AttemptUsage = {},
  ): Promise<boolean> {
    const { jobId, fence, job } = claim;
    const [cpuMs, gpuMs] = usageValues(usage);
    const success = { jobId, fence, result: toJsonb(result), cpuMs, gpuMs };
    if (!effects && job.parentId === null) {
      const row = await this.#gathered.succeed(success);
      this.#ended(row && { outcome: 'succeeded', job: toRecord(row), code: '', ranSeconds: row.ran_s });
      return row !== null;
    }
    const ended = await this.db.write(async (tx): Promise<EndedJob | null> => {
      const [row] = await succeedAll(tx, [success]);
      if (!row) return null;
      await effects?.(tx);
      const job = toRecord(row);
      const parent = await parentAfter(tx, job);
      return { outcome: 'succeeded', job, code: '', ranSeconds: row.ran_s, parent };
    });
    this.#ended(ended);
    return ended !== null;
  }

  /**
   * Ends the attempt without a result: tried again after a backoff while the failure is retryable and attempts are
   * left, else `failed`; `cancelled` when that was asked for. `fenced`: the claim was lost; nothing was stored.
   */
  async fail(
    claim: Claim,
    failure: JobFailure,
    effects?: FailureEffects,
    usage: AttemptUsage = {},
  ): Promise<'retried' | 'failed' | 'cancelled' | 'fenced'> {
    const ended = await this.db.write(async (tx): Promise<EndedJob | null> => {
      const { rows } = await tx.query<LockedRow>(sql.lockClaim, [claim.jobId, claim.fence]);
      const row = rows[0];
      if (!row) return null;
      const waitMs = backoffMs(row.attempt, this.#backoff);
      const after = await endWithoutResult(tx, row, failure, usage, waitMs);
      await effects?.(tx, { final: isFinal(after.job.state), state: after.job.state });
      return { ...after, parent: await parentAfter(tx, after.job) };
    });
    this.#ended(ended);
    if (ended === null) return 'fenced';
    return ended.outcome === 'retried' || ended.outcome === 'cancelled' ? ended.outcome : 'failed';
  }

  /**
   * Hands the job back when the worker shuts down: queued at once, same attempt number. Acknowledge the message
   * afterwards; the dispatcher sends a new one, and whichever of several copies comes first is the valid one.
   */
  async release(claim: Claim, usage: AttemptUsage = {}): Promise<void> {
    const values = [claim.jobId, claim.fence, ...usageValues(usage)];
    const { rows } = await this.db.primary.query<LockedRow>(sql.releaseJob, values);
    const row = rows[0];
    if (row) this.#ended({ outcome: 'released', job: toRecord(row), code: '', ranSeconds: row.ran_s });
  }

  /**
   * `cancelled`: it was queued and never runs. `requested`: it runs; its worker stops it at its next heartbeat.
   * `ended`: it was over already. The effects run for `cancelled` only. Throws `JobNotFound`.
   */
  async cancel(jobId: string, effects?: JobEffects): Promise<'cancelled' | 'requested' | 'ended'> {
    const { result, job, parent } = await this.db.write(async (tx) => {
      const { state } = await this.#lock(tx, jobId);
      if (isFinal(state)) return { result: 'ended' as const, job: null, parent: null };
      const statement = state === 'queued' ? sql.cancelQueuedJob : sql.requestCancel;
      const { rows } = await tx.query<RecordRow>(statement, [jobId]);
      const job = toRecord(one(rows));
      if (state === 'queued') await effects?.(tx, job);
      const result = state === 'queued' ? ('cancelled' as const) : ('requested' as const);
      return { result, job, parent: await parentAfter(tx, job) };
    });
    if (job && result === 'cancelled') this.#announcer.changed(job);
    if (job && result === 'requested') this.#announcer.cancelling(job);
    if (parent) this.#announcer.changed(parent);
    return result;
  }

  /** Gives a failed or cancelled job one more attempt, at once. Throws `JobNotFound`, `JobStateConflict`. */
  async retry(jobId: string, effects?: JobEffects): Promise<JobRecord> {
    const job = await this.db.write(async (tx) => {
      const { state } = await this.#lock(tx, jobId);
      const { rows } = await tx.query<RecordRow>(sql.reviveJob, [jobId]);
      if (!rows[0]) throw errors.JobStateConflict({ jobId, state, action: 'retried' });
      const revived = toRecord(rows[0]);
      await effects?.(tx, revived);
      return revived;
    });
    this.#announcer.changed(job);
    return job;
  }

  /** From a replica that has seen the token, else from any healthy one: it may lag. Decide by transitions only. */
  async get(jobId: string, token?: ConsistencyToken): Promise<JobRecord | null> {
    if (!isJobId(jobId)) return null;
    const { rows } = await this.db.read((reader) => reader.query<RecordRow>(getJob, [jobId]), token);
    return rows[0] ? toRecord(rows[0]) : null;
  }

  /** As the primary has it, for answers to a change that a replica may not have seen yet. */
  async getLatest(jobId: string): Promise<JobRecord | null> {
    if (!isJobId(jobId)) return null;
    const { rows } = await this.db.primary.query<RecordRow>(getJob, [jobId]);
    return rows[0] ? toRecord(rows[0]) : null;
  }

  async list(filter: JobFilter = {}, page: JobPage = {}, token?: ConsistencyToken): Promise<JobList> {
    return this.db.read((reader) => listPage(reader, filter, page), token);
  }

  /** The same as the primary has it, for changes to many jobs: each of those listed was as it is told a moment ago. */
  async listLatest(filter: JobFilter = {}, page: JobPage = {}): Promise<JobList> {
    return listPage(this.db.primary, filter, page);
  }

  /** Of all jobs ever, exact; states without jobs are absent. */
  async countsByStateAndPool(): Promise<{ state: JobState; pool: string; jobs: number }[]> {
    const { rows } = await this.db.read((reader) =>
      reader.query<{ state: JobState; pool: string; jobs: number }>(countJobs),
    );
    return rows;
  }

  async #lock(tx: Sql, jobId: string): Promise<RecordRow> {
    const { rows } = isJobId(jobId) ? await tx.query<RecordRow>(sql.lockJob, [jobId]) : { rows: [] };
    if (!rows[0]) throw errors.JobNotFound({ jobId });
    return rows[0];
  }

  #ended(ended: EndedJob | null): void {
    if (!ended) return;
    this.options.metrics?.ended(ended.job.kind, ended.outcome, ended.code, ended.ranSeconds);
    this.#announcer.changed(ended.job);
    if (ended.parent) this.#announcer.changed(ended.parent);
  }
}

function one<R>(rows: R[]): R {
  const row = rows[0];
  if (row === undefined) throw new Error('A statement that always answers one row answered none.');
  return row;
}
