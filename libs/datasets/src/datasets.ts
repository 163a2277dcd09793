import type { RowhouseError } from '@rowhouse/contract';
import { errors } from '@rowhouse/contract';
import type { ConsistencyToken, Database, Sql } from '@rowhouse/database';
import type { JobStore } from '@rowhouse/jobs';
import { DatasetAccess } from './access/dataset-access.js';
import { Namespaces } from './access/namespaces.js';
import { isStepName } from './graph/steps.js';
import { ServedResults } from './served/served-results.js';
import { StoredFiles } from './served/stored-files.js';
import { type CommitRequest, Commits } from './store/commits.js';
import { type DatasetChanges, type DatasetQuery, DatasetStore } from './store/dataset-store.js';
import { reopenStep } from './store/reopen-step.js';
import { Revisions } from './store/revisions.js';
import { StepJobs } from './store/step-jobs.js';
import type { StepJobParams } from './store/step-key.js';
import { StepResults } from './store/step-results.js';

/** The parts of the library, wired: what a service needs to know of datasets. */
export class Datasets {
  readonly store: DatasetStore;
  readonly revisions: Revisions;
  readonly served: ServedResults;
  readonly files: StoredFiles;
  readonly results: StepResults;
  readonly access: DatasetAccess;
  readonly namespaces: Namespaces;
  readonly #commits: Commits;

  constructor(database: Database, jobs: JobStore) {
    const stepJobs = new StepJobs(jobs);
    this.access = new DatasetAccess(database);
    this.store = new DatasetStore(database, (dataset) => this.access.forget(dataset));
    this.revisions = new Revisions(database);
    this.served = new ServedResults(database);
    this.files = new StoredFiles(database);
    this.results = new StepResults(stepJobs);
    this.namespaces = new Namespaces(database);
    this.#commits = new Commits(database, stepJobs);
  }

  put(namespace: string, name: string, changes: DatasetChanges) {
    return this.store.put(namespace, name, changes);
  }

  get(namespace: string, name: string, token?: ConsistencyToken) {
    return this.store.get(namespace, name, token);
  }

  list(query: DatasetQuery, token?: ConsistencyToken) {
    return this.store.list(query, token);
  }

  commit(namespace: string, name: string, request: CommitRequest) {
    return this.#commits.commit(namespace, name, request);
  }

  /** Stores the end of a step's job that gave no result; for jobs that are no steps it does nothing. */
  async failStep(
    tx: Sql,
    job: { id: string; kind: string; params: object },
    error: RowhouseError,
  ): Promise<void> {
    if (isStepName(job.kind)) await this.results.settle(tx, job.id, job.params as StepJobParams, { error });
  }

  /**
   * Belongs into the transaction that gives a failed job another attempt: its step may have a result again.
   * @throws JobStateConflict when the step has not failed or its dataset is gone
   */
  async reopenStep(tx: Sql, job: { id: string; state: string; kind: string; params: object }): Promise<void> {
    if (!isStepName(job.kind) || (await reopenStep(tx, job.id, job.params as StepJobParams))) return;
    throw errors.JobStateConflict({ jobId: job.id, state: job.state, action: 'retried' });
  }
}
