import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { authMigrations } from '@rowhouse/auth';
import { parseSettings } from '@rowhouse/config';
import { Database, migrate } from '@rowhouse/database';
import { datasetsMigrations } from '@rowhouse/datasets';
import { jobsMigrations } from '@rowhouse/jobs';
import { messagingMigrations } from '@rowhouse/messaging';
import { openBlobStore } from '@rowhouse/storage';
import { createLogger } from '@rowhouse/telemetry';
import { freshDatabase, tempDir } from '@rowhouse/testing';
import { apiSettings } from '../src/settings.js';
import { type RunningApi, startApi } from '../src/start-api.js';

/** An api service on a free port, with a database, a blob folder and a queue of its own. */
export interface ApiUnderTest extends RunningApi {
  databaseUrl: string;
  /** The keys of all blobs, the names of unfinished ones included. */
  blobs(): string[];
  /** Moves a file into its blob store. */
  storeBlob(path: string, key: string): Promise<{ blobKey: string; sha256: string }>;
  /** Its database, for what only other services write. */
  query<R extends Record<string, unknown>>(sql: string, values?: unknown[]): Promise<R[]>;
  stop(): Promise<void>;
}

/** `throughPort` leads it to its database by a proxy; `database` is the URL of another one's, to share it. */
export async function startApiUnderTest(
  environment: Record<string, string> = {},
  {
    blobFolder,
    throughPort,
    database: shared,
  }: { blobFolder?: string; throughPort?: string; database?: string } = {},
): Promise<ApiUnderTest> {
  const database =
    shared === undefined ? await freshDatabase() : { url: shared, drop: async () => undefined };
  const folder = await tempDir();
  const blobs = blobFolder ?? join(folder.path, 'blobs');
  await migrate(database.url, [messagingMigrations, jobsMigrations, datasetsMigrations, authMigrations]);
  const settings = parseSettings(apiSettings, {
    DATABASE_URL: throughPort === undefined ? database.url : withPort(database.url, throughPort),
    BLOB_URL: `file://${blobs}`,
    SCRATCH_DIR: join(folder.path, 'scratch'),
    PORT: '0',
    AUTH_MODE: 'none',
    LOG_LEVEL: 'fatal',
    ...environment,
  });
  const api = await startApi(settings, createLogger({ service: 'api', level: settings.LOG_LEVEL }));
  const probe = await Database.connect({
    url: database.url,
    replicaUrls: [],
    poolSize: 1,
    maxReplicaLagMs: 1000,
    primaryReadLimit: 1,
    applicationName: 'probe',
  });
  return {
    ...api,
    databaseUrl: database.url,
    blobs: () => filesBelow(blobs),
    storeBlob: async (path, key) => {
      const { sha256 } = await openBlobStore(`file://${blobs}`).importFile(path, key);
      return { blobKey: key, sha256 };
    },
    query: async (sql, values) => (await probe.primary.query<never>(sql, values)).rows,
    stop: async () => {
      await probe.close();
      await api.close(0);
      await database.drop();
      await folder.remove();
    },
  };
}

function withPort(url: string, port: string): string {
  const changed = new URL(url);
  changed.port = port;
  return changed.href;
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
