import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Home } from './home.js';
import type { ServiceDefinition } from './processes/service-process.js';

/** What the services are told, apart from where they listen. */
export interface ServiceSettings {
  databaseUrl: string;
  logLevel: string;
  home: Home;
  authMode: 'none' | 'token';
}

export interface ServicePorts {
  api: number;
  admin: number;
}

/** A program of another service, by the name of its entry file. */
export function entryOf(service: 'api' | 'admin' | 'worker', entry: string): string[] {
  return [process.execPath, fileURLToPath(new URL(`../../${service}/dist/${entry}`, import.meta.url))];
}

/** api and admin as on a laptop: the same programs as in a cluster, with the queue in Postgres and the blobs in a folder. */
export function serverDefinitions(settings: ServiceSettings, ports: ServicePorts): ServiceDefinition[] {
  const env = environment(settings);
  const access: Record<string, string> =
    settings.authMode === 'none'
      ? { AUTH_MODE: 'none' }
      : { AUTH_MODE: 'token', ADMIN_TOKEN_FILE: settings.home.adminToken };
  return [
    { name: 'api', command: entryOf('api', 'main.js'), env: { ...env, ...access, PORT: String(ports.api) } },
    {
      name: 'admin',
      command: entryOf('admin', 'main.js'),
      env: { ...env, ...access, PORT: String(ports.admin) },
    },
  ];
}

/** So many workers, each on any port that is free when it starts. */
export function workerDefinitions(settings: ServiceSettings, count: number): ServiceDefinition[] {
  const env = environment(settings);
  return Array.from({ length: count }, (_, index) => ({
    name: count === 1 ? 'worker' : `worker-${index + 1}`,
    command: entryOf('worker', 'main.js'),
    // Two at once, so that a small upload need not wait for the statistics of a large one.
    env: { ...env, PORT: '0', WORKER_CONCURRENCY: '2', JOB_MEMORY_MB: '1024' },
  }));
}

export function environment({
  databaseUrl,
  logLevel,
  home,
}: Omit<ServiceSettings, 'authMode'>): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    QUEUE_URL: 'postgres',
    BLOB_URL: `file://${home.blobs}`,
    SCRATCH_DIR: home.scratch,
    LOG_LEVEL: logLevel,
    HOST: '127.0.0.1',
    // DuckDB's queries occupy threads of libuv's pool; with its default of four a heavy one would hold up pages.
    UV_THREADPOOL_SIZE: String(Math.max(16, availableParallelism() * 4)),
  };
}
