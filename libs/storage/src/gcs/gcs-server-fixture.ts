import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BucketObjects } from './bucket-objects-fixture.js';
import { answer, serveUpload } from './upload-fixture.js';

/**
 * A server in this process that speaks what our client uses of the JSON API of Google Cloud Storage, and the metadata
 * server of a node of Google's beside it. It lets in who brings the metadata server's token. It checks neither rights
 * nor preconditions, and has no generations to go back to.
 */
export interface GcsServer {
  endpoint: string;
  bucket: string;
  /** The names of its objects. */
  names(): string[];
  /** How many resumable uploads are begun and neither finished nor given up. */
  openUploads(): number;
  /** Answers that many of the next requests with 503. */
  failNext(requests: number): void;
  /** What a client finds in its environment on a node of Google's. */
  env: { GCE_METADATA_HOST: string; METADATA_SERVER_DETECTION: string };
  /** What a client finds in its environment to take it for an emulator, which asks for no token. */
  emulator: { STORAGE_EMULATOR_HOST: string };
  stop(): Promise<void>;
}

const token = 'a-token-of-the-metadata-server';

/** Starts one with an empty bucket, on a free port. */
export async function gcsServer({ askForToken = true } = {}): Promise<GcsServer> {
  const objects = new BucketObjects('rowhouse-test');
  let failures = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://store');
    // The address of an upload is all the right that it takes.
    const known =
      !askForToken ||
      url.searchParams.has('upload_id') ||
      request.headers.authorization === `Bearer ${token}`;
    if (url.pathname.startsWith('/computeMetadata/')) serveMetadata(url, request, response);
    else if (failures > 0) {
      failures--;
      request.resume();
      answer(response, 503, { error: { code: 503, message: 'Backend Error' } });
    } else if (!known) {
      request.resume();
      answer(response, 401, { error: { code: 401, message: 'Invalid Credentials' } });
    } else if (url.pathname.startsWith('/upload/')) await serveUpload(objects, url, request, response);
    else serveObjects(objects, url, request, response);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint: `http://${host}`,
    bucket: objects.bucket,
    names: () => [...objects.objects.keys()],
    openUploads: () => objects.uploads.size,
    failNext(requests) {
      failures = requests;
    },
    env: { GCE_METADATA_HOST: host, METADATA_SERVER_DETECTION: 'assume-present' },
    emulator: { STORAGE_EMULATOR_HOST: `http://${host}` },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serveMetadata(url: URL, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Metadata-Flavor', 'Google');
  if (request.headers['metadata-flavor'] !== 'Google') answer(response, 403, {});
  else if (url.pathname.endsWith('/token'))
    answer(response, 200, { access_token: token, expires_in: 3600, token_type: 'Bearer' });
  else if (url.pathname.endsWith('/universe-domain')) response.end('googleapis.com');
  else answer(response, 404, {});
}

function serveObjects(
  objects: BucketObjects,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [, bucket, encoded] = /^\/storage\/v1\/b\/([^/]+)\/o(?:\/(.+))?$/.exec(url.pathname) ?? [];
  const name = decodeURIComponent(encoded ?? '');
  const found = objects.objects.get(name);
  if (bucket !== objects.bucket) answer(response, 404, objects.missingBucket());
  else if (name === '') answer(response, 200, objects.page(url.searchParams));
  else if (!found) answer(response, 404, objects.missing(name));
  else if (request.method === 'DELETE') {
    objects.objects.delete(name);
    response.statusCode = 204;
    response.end();
  } else if (url.searchParams.get('alt') === 'media') {
    sendBytes(found.bytes, request.headers.range, response);
  } else answer(response, 200, objects.resource(name, found));
}

function sendBytes(bytes: Buffer, range: string | undefined, response: ServerResponse): void {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = Math.min(to ? Number(to) : bytes.length, bytes.length - 1);
  if (from === undefined) response.end(bytes);
  else if (start >= bytes.length)
    answer(response, 416, { error: { code: 416, message: 'Requested range not satisfiable' } });
  else {
    response.statusCode = 206;
    response.setHeader('Content-Range', `bytes ${start}-${end}/${bytes.length}`);
    response.end(bytes.subarray(start, end + 1));
  }
}
