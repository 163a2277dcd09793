import { randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Database, migrate } from '@rowhouse/database';
import { Datasets, datasetsMigrations, OrphanBlobs } from '@rowhouse/datasets';
import { JobHistory, JobStore, jobsMigrations } from '@rowhouse/jobs';
import { messagingMigrations } from '@rowhouse/messaging';
import { type BlobStore, openBlobStore } from '@rowhouse/storage';
import { Metrics } from '@rowhouse/telemetry';
import { type FreshDatabase, freshDatabase, type TempDir, tempDir } from '@rowhouse/testing';
import { BlobSweep, type SweepLimits } from './blob-sweep.js';

describe('the sweep of blobs', () => {
  let own: FreshDatabase;
  let folder: TempDir;
  let database: Database;
  let jobs: JobStore;
  let datasets: Datasets;
  let blobs: BlobStore;

  beforeAll(async () => {
    own = await freshDatabase();
    folder = await tempDir();
    await migrate(own.url, [messagingMigrations, jobsMigrations, datasetsMigrations]);
    database = await Database.connect({
      url: own.url,
      replicaUrls: [],
      poolSize: 4,
      maxReplicaLagMs: 0,
      primaryReadLimit: 4,
      applicationName: 'sweep',
    });
    jobs = new JobStore(database);
    datasets = new Datasets(database, jobs);
    blobs = openBlobStore(`file://${folder.path}`);
  }, 60_000);
  afterAll(async () => {
    await database?.close();
    await own?.drop();
    await folder?.remove();
  });

  const put = async (key: string, hoursOld: number) => {
    await blobs.write(key, Readable.from([Buffer.from(key)]));
    const then = new Date(Date.now() - hoursOld * 3_600_000);
    await utimes(join(folder.path, key), then, then);
    return key;
  };
  const keys = async () => {
    const found = [];
    for await (const { key } of blobs.list('')) found.push(key);
    return found.sort();
  };
  const sweep = (limits: Partial<SweepLimits>, stop = new AbortController().signal) =>
    new BlobSweep(
      blobs,
      new OrphanBlobs(database),
      new JobHistory(database),
      { orphanHours: 24, resultDays: 0, ...limits },
      new Metrics({ service: 'test', processMetrics: false }),
    ).run(stop);

  it('takes what belongs to nothing and is old, and nothing else', async () => {
    const { dataset } = await datasets.put('me', 'cars', {});
    const files = `datasets/${dataset.id}/files`;
    const committed = await put(`${files}/${randomUUID()}`, 100);
    await datasets.commit('me', 'cars', {
      datasetId: dataset.id,
      files: [{ path: 'cars.csv', blobKey: committed, size: 3, sha256: 'a'.repeat(64) }],
      replace: false,
      message: 'a file',
    });
    const kept = [
      committed,
      await put(`${files}/${randomUUID()}`, 23),
      await put(`datasets/${dataset.id}/parquet/${randomUUID()}/7/x.parquet`, 100),
      await put(`datasets/${randomUUID()}/files/young`, 1),
      await put('datasets/odd/files/x', 100),
      await put(`jobs/${randomUUID()}/1/x.parquet`, 100_000),
      await put('elsewhere/x', 100),
    ];
    const orphans = [
      await put(`${files}/${randomUUID()}`, 25),
      await put(`datasets/${randomUUID()}/files/${randomUUID()}`, 25),
      await put(`datasets/${randomUUID()}/parquet/${randomUUID()}/1/x.parquet`, 25),
    ];
    expect(await sweep({}, AbortSignal.abort())).toBe(0);
    expect(await keys()).toEqual([...kept, ...orphans].sort());
    expect(await sweep({})).toBe(3);
    expect(await keys()).toEqual(kept.sort());
    expect(await sweep({})).toBe(0);
    for (const key of kept) await blobs.delete(key);
  });

  it('takes the files of results that are kept for a limited time only', async () => {
    const finished = async (daysAgo: number) => {
      const request = { kind: 'query', pool: 'cpu', owner: 'me', params: {} };
      const id = await database.write((tx) => jobs.create(tx, request));
      await jobs.cancel(id);
      await database.primary.query(
        `UPDATE job SET finished_at = now() - $2 * interval '1 day' WHERE id = $1`,
        [id, daysAgo],
      );
      return id;
    };
    const old = await put(`jobs/${await finished(8)}/1/result.parquet`, 8 * 24);
    const young = await put(`jobs/${await finished(6)}/1/result.parquet`, 8 * 24);
    expect(await sweep({ resultDays: 0 })).toBe(0);
    expect(await sweep({ resultDays: 7 })).toBe(1);
    expect([await blobs.stat(old), (await blobs.stat(young))?.key]).toEqual([null, young]);
  });
});
