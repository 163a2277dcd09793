import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BucketObjects } from './bucket-objects-fixture.js';

/** Answers with JSON. */
export function answer(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
}

/** Uploads in one request of two parts, and resumable ones. */
export async function serveUpload(
  objects: BucketObjects,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bytesOf(request);
  const id = url.searchParams.get('upload_id');
  const name = url.searchParams.get('name') ?? '';
  if (id !== null) servePart(objects, id, body, request, response);
  else if (!url.pathname.includes(`/b/${objects.bucket}/`)) answer(response, 404, objects.missingBucket());
  else if (url.searchParams.get('uploadType') === 'resumable') {
    const upload = randomUUID();
    objects.uploads.set(upload, { name, metadata: JSON.parse(`${body}`).metadata, parts: [] });
    response.setHeader('Location', `http://${request.headers.host}${url.pathname}?upload_id=${upload}`);
    answer(response, 200, {});
  } else {
    const [facts, bytes] = partsOf(body, request.headers['content-type'] ?? '');
    const { metadata, md5Hash } = JSON.parse(`${facts}`);
    if (md5Hash === createHash('md5').update(bytes).digest('base64'))
      answer(response, 200, objects.put(name, bytes, metadata));
    else answer(response, 400, { error: { code: 400, message: 'Provided MD5 hash does not match.' } });
  }
}

/** Keeps whole parts only; Google's store may keep the beginning of one. */
function servePart(
  objects: BucketObjects,
  id: string,
  body: Buffer,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const upload = objects.uploads.get(id);
  const [, from, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  const had = upload?.parts.reduce((sum, { length }) => sum + length, 0) ?? 0;
  if (!upload) answer(response, 404, {});
  else if (method === 'DELETE') {
    objects.uploads.delete(id);
    answer(response, 499, {});
  } else if (from !== undefined && Number(from) !== had) answer(response, 400, {});
  else if (total !== '*' && Number(total) === had + body.length) {
    objects.uploads.delete(id);
    answer(response, 200, objects.put(upload.name, Buffer.concat([...upload.parts, body]), upload.metadata));
  } else {
    upload.parts.push(body);
    if (had + body.length > 0) response.setHeader('Range', `bytes=0-${had + body.length - 1}`);
    answer(response, 308, {});
  }
}

/** The two parts of multipart/related. */
function partsOf(body: Buffer, type: string): [Buffer, Buffer] {
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1] ?? '';
  const begins = (from: number) => body.indexOf('\r\n\r\n', from) + 4;
  const ends = (from: number) => body.indexOf(`\r\n--${boundary}`, from);
  const first = begins(0);
  const firstEnd = ends(first);
  const second = begins(firstEnd);
  return [body.subarray(first, firstEnd), body.subarray(second, ends(second))];
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
