import { mkdtemp, rm } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryObjects } from './memory-objects-fixture.js';

interface Context {
  method: string;
  path: string;
  type: string;
  body: string;
  query: Record<string, string | undefined>;
  status: number;
}

/** The package has no types. */
interface S3rver {
  store: object;
  context: { store: object };
  middleware: ((context: Context, next: () => Promise<void>) => Promise<void> | undefined)[];
  httpServer: HttpServer;
  run(): Promise<{ port: number }>;
  close(): Promise<void>;
}

/** A server of the S3 protocol in this process; signatures of version 4 are not among what it checks. */
export interface S3Server {
  endpoint: string;
  bucket: string;
  /** The keys of its objects. */
  keys(): string[];
  /** How many uploads are begun and neither finished nor given up. */
  openUploads(): number;
  /** What a client finds in its environment to be let in. */
  env: { AWS_REGION: string; AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string };
  stop(): Promise<void>;
}

/** Starts one with an empty bucket, on a free port; without `batches` it deletes objects one by one only. */
export async function s3Server({ batches = true } = {}): Promise<S3Server> {
  const Server = createRequire(import.meta.url)('s3rver') as new (options: object) => S3rver;
  const directory = await mkdtemp(join(tmpdir(), 's3-'));
  const bucket = 'rowhouse-test';
  const server = new Server({ port: 0, address: '127.0.0.1', silent: true, directory });
  const objects = new MemoryObjects(bucket);
  server.store = objects;
  server.context.store = objects;
  // It can't give up uploads, and its lists of several pages need a cipher that OpenSSL no longer has.
  server.middleware.unshift((context, next) => {
    const { method, path, query } = context;
    if (method === 'DELETE' && query.uploadId !== undefined) {
      context.status = objects.uploads.delete(query.uploadId) ? 204 : 404;
    } else if (path.replace(/\/$/, '') === `/${bucket}` && query['list-type'] === '2') {
      context.type = 'application/xml';
      context.body = objects.listPage(query);
    } else if (method === 'POST' && query.delete !== undefined && !batches) {
      context.status = 501;
      context.type = 'application/xml';
      context.body = '<Error><Code>NotImplemented</Code><Message>not here</Message></Error>';
    } else return next();
    return undefined;
  });
  const { port } = await server.run();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    keys: () => [...objects.objects.keys()],
    openUploads: () => objects.uploads.size,
    env: { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
    async stop() {
      server.httpServer.closeAllConnections();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
