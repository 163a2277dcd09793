import { createHash } from 'node:crypto';
import { errors } from '@rowhouse/contract';
import { GcsError, isPassing } from './gcs-error.js';
import { type JsonApi, pause } from './json-api.js';
import { partsOf } from './parts.js';

/** Attempts in a row that may bring nothing further. */
const mostFailures = 6;
const incomplete = 308;

/** What is told of an object when it is made. */
export interface ObjectFacts {
  name: string;
  contentType: string;
  metadata?: Record<string, string>;
}

/**
 * Sends any number of bytes in parts of `partBytes`, of which memory holds two. Nothing appears before the last part is
 * confirmed; an upload that fails is given up at the store, and an object with other bytes than were sent is removed.
 * Protocol: https://cloud.google.com/storage/docs/performing-resumable-uploads
 */
export async function uploadInParts(
  api: JsonApi,
  bucket: string,
  facts: ObjectFacts,
  body: AsyncIterable<Uint8Array>,
  { partBytes, signal }: { partBytes: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const { name, ...metadata } = facts;
  const begun = await api.send({
    method: 'POST',
    path: `/upload/storage/v1/b/${bucket}/o`,
    query: { uploadType: 'resumable', name },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
    signal,
  });
  const session = begun.headers.get('location');
  if (!session) throw errors.StorageUnavailable(undefined, { cause: new Error('the upload has no address') });
  try {
    const md5 = createHash('md5');
    let sent = 0;
    let made: Response | null = null;
    for await (const { bytes, last } of partsOf(body, partBytes)) {
      md5.update(bytes);
      made = await sendPart(api, session, { bytes, at: sent, last, signal });
      sent += bytes.length;
    }
    const { md5Hash } = ((await made?.json()) ?? {}) as { md5Hash?: string };
    if (md5Hash !== md5.digest('base64')) {
      await api.send({ method: 'DELETE', path: objectPath(bucket, name) });
      throw errors.StorageUnavailable(undefined, { cause: new Error('other bytes arrived than were sent') });
    }
  } catch (error) {
    await giveUp(session);
    // The store has lost the upload, not the bucket: the whole of it may be sent again.
    if (error instanceof GcsError && (error.status === 404 || error.status === 410))
      throw errors.StorageUnavailable(undefined, { cause: error });
    throw error;
  }
}

/** The address of an object in the JSON API. */
export function objectPath(bucket: string, name: string): string {
  return `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`;
}

interface Part {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where the part begins in the whole. */
  at: number;
  last: boolean;
  signal?: AbortSignal | undefined;
}

/** Sends one part, and again what of it the store has not kept. Resolves to the last answer. */
async function sendPart(api: JsonApi, path: string, { bytes, at, last, signal }: Part): Promise<Response> {
  const end = at + bytes.length;
  const total = last ? `${end}` : '*';
  const ask = (range: string, body?: Uint8Array<ArrayBuffer>) =>
    api.send({
      method: 'PUT',
      path,
      headers: { 'content-range': `bytes ${range}/${total}` },
      ...(body ? { body } : {}),
      signal,
      repeatable: body === undefined,
      accept: (status) => status === incomplete || status === 200 || status === 201,
    });
  let kept = at;
  for (let failures = 0; ; ) {
    let answer: Response;
    try {
      answer = await ask(kept === end ? '*' : `${kept}-${end - 1}`, bytes.subarray(kept - at));
    } catch (error) {
      if (signal?.aborted || !isPassing(error) || ++failures === mostFailures) throw error;
      await pause(failures, signal);
      answer = await ask('*');
    }
    if (answer.status !== incomplete) return answer;
    const now = keptOf(answer);
    if (now === end && !last) return answer;
    if (now < kept || (now === kept && ++failures === mostFailures))
      throw errors.StorageUnavailable(undefined, { cause: new Error(`${now} of ${end} bytes were kept`) });
    kept = now;
  }
}

/** Bytes that the store has of an upload. */
function keptOf(answer: Response): number {
  const [, last] = /^bytes=0-(\d+)$/.exec(answer.headers.get('range') ?? '') ?? [];
  return last === undefined ? 0 : Number(last) + 1;
}

/**
 * The address of an upload is all the right that it takes. One that can't be given up is forgotten by the store after a
 * week, and never appears.
 */
async function giveUp(session: string): Promise<void> {
  await fetch(session, { method: 'DELETE', signal: AbortSignal.timeout(5000) }).catch(() => undefined);
}
