import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Database, migrate } from '@rowhouse/database';
import { type CommitFile, DatasetEntity, Datasets, datasetsMigrations } from '@rowhouse/datasets';
import { JobLogs, type JobRecord, JobStore, jobsMigrations } from '@rowhouse/jobs';
import { type BlobStore, openBlobStore } from '@rowhouse/storage';
import { createLogger } from '@rowhouse/telemetry';
import { type FreshDatabase, freshDatabase, type TempDir, tempDir } from '@rowhouse/testing';
import { ChildPool } from '../src/child/child-pool.js';
import { JobKinds } from '../src/kinds/job-kinds.js';
import { loadKinds } from '../src/kinds/kind-modules.js';
import { JobRunner } from '../src/run/job-runner.js';

const program = fileURLToPath(new URL('../dist/child/main.js', import.meta.url));

/** A job runner with real children, the built ones, on a database and in a folder of its own; no queue. */
export class RunnerUnderTest {
  private constructor(
    private readonly fresh: FreshDatabase,
    private readonly folder: TempDir,
    readonly database: Database,
    readonly jobs: JobStore,
    readonly datasets: Datasets,
    readonly blobs: BlobStore,
    private readonly children: ChildPool,
    readonly kinds: JobKinds,
  ) {}

  /** With the kinds of `modules` besides those of the worker. */
  static async open(modules: string[] = []): Promise<RunnerUnderTest> {
    const fresh = await freshDatabase();
    const folder = await tempDir();
    await migrate(fresh.url, [jobsMigrations, datasetsMigrations]);
    const database = await Database.connect({
      url: fresh.url,
      replicaUrls: [],
      poolSize: 8,
      maxReplicaLagMs: 5000,
      primaryReadLimit: 8,
      applicationName: 'worker-spec',
      entities: [DatasetEntity],
    });
    // So short that the heart beats every 50 ms; nobody reaps here.
    const jobs = new JobStore(database, { leaseMs: 200 });
    const blobUrl = `file://${join(folder.path, 'blobs')}`;
    const scratchDir = join(folder.path, 'scratch');
    const children = new ChildPool(
      { blobUrl, scratchDir, memoryMb: 256, threads: 1, kindModules: modules },
      program,
    );
    const classes = await loadKinds(modules);
    const kinds = new JobKinds(
      classes,
      classes.map((kindClass) => new kindClass()),
    );
    const datasets = new Datasets(database, jobs);
    return new RunnerUnderTest(
      fresh,
      folder,
      database,
      jobs,
      datasets,
      openBlobStore(blobUrl),
      children,
      kinds,
    );
  }

  runner({ timeoutSeconds = 60, memoryLimitMb = 1024 } = {}): JobRunner {
    const { database, jobs, datasets, blobs, children, kinds } = this;
    const log = createLogger({ service: 'worker', level: 'silent' });
    return new JobRunner({
      workerId: 'spec',
      timeoutSeconds,
      memoryLimitMb,
      kinds,
      database,
      jobs,
      logs: this.logs,
      datasets,
      blobs,
      children,
      log,
    });
  }

  get logs(): JobLogs {
    return new JobLogs(this.database);
  }

  /** A job of any kind. */
  async create(kind: string, params: object): Promise<JobRecord> {
    await this.database.write((tx) => this.jobs.create(tx, { kind, pool: 'cpu', owner: 'me', params }));
    return this.job(kind);
  }

  /** Commits one file and answers the job that converts it. */
  async upload(csv: string): Promise<JobRecord> {
    const { id } = await this.datasets.store.reserve('me', 'cars');
    const blobKey = `datasets/${id}/files/${randomUUID()}`;
    const { size, sha256 } = await this.blobs.write(blobKey, Readable.from([Buffer.from(csv)]));
    const files: CommitFile[] = [{ path: 'train.csv', blobKey, size, sha256 }];
    await this.datasets.commit('me', 'cars', { datasetId: id, files, replace: true });
    return this.job('split-parquet');
  }

  /** The newest job of a kind. */
  async job(kind: string): Promise<JobRecord> {
    const { items } = await this.jobs.list({ kind });
    const job = items[0] && (await this.jobs.get(items[0].id));
    if (!job) throw new Error(`there is no job of kind ${kind}`);
    return job;
  }

  /** As the message of a job's present attempt would come. */
  async deliver(runner: JobRunner, { id, attempt }: JobRecord): Promise<void> {
    await runner.handle({ jobId: id, attempt, redelivered: false, deliveryCount: 1 });
  }

  /** Keys of all Parquet files. */
  async parquet(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.blobs.list('datasets/')) if (key.endsWith('.parquet')) keys.push(key);
    return keys;
  }

  /** The folders of running attempts. */
  async working(): Promise<string[]> {
    const scratch = join(this.folder.path, 'scratch');
    const found = await readdir(scratch, { recursive: true }).catch(() => []);
    return found.filter((path) => /job-[^/]+$/.test(path));
  }

  /** Blobs that were never finished, with the folders of their writers. */
  async unfinished(): Promise<string[]> {
    return readdir(join(this.folder.path, 'blobs', '.incoming'), { recursive: true }).catch(() => []);
  }

  /** Ids of the living child processes. */
  async processes(): Promise<number[]> {
    const ids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
    const own = await Promise.all(ids.map((id) => isChild(id).catch(() => false)));
    return ids.filter((_, index) => own[index]);
  }

  async close(): Promise<void> {
    await this.children.close();
    await this.database.close();
    await this.fresh.drop();
    await this.folder.remove();
  }
}

async function isChild(id: number): Promise<boolean> {
  const parent = /^PPid:\s+(\d+)$/m.exec(await readFile(`/proc/${id}/status`, 'utf8'))?.[1];
  return Number(parent) === process.pid && (await readFile(`/proc/${id}/cmdline`, 'utf8')).includes(program);
}
