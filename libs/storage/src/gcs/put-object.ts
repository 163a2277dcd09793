import { createHash, randomUUID } from 'node:crypto';
import type { JsonApi } from './json-api.js';
import type { ObjectFacts } from './resumable-upload.js';

/** Makes an object in one request; the store refuses bytes with another MD5 sum than is told. */
export async function putObject(
  api: JsonApi,
  bucket: string,
  facts: ObjectFacts,
  bytes: Buffer,
  signal?: AbortSignal,
): Promise<void> {
  const boundary = randomUUID();
  const md5Hash = createHash('md5').update(bytes).digest('base64');
  const head =
    `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify({ ...facts, md5Hash })}` +
    `\r\n--${boundary}\r\nContent-Type: ${facts.contentType}\r\n\r\n`;
  await api.send({
    method: 'POST',
    path: `/upload/storage/v1/b/${bucket}/o`,
    query: { uploadType: 'multipart', name: facts.name },
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--`)]),
    signal,
  });
}
