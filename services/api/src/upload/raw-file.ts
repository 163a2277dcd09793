import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { errors } from '@rowhouse/contract';
import { bodyError } from './body-error.js';
import type { IncomingFile } from './incoming-file.js';
import { uploadPath } from './upload-path.js';

/**
 * The body as one file; its name stands in the query or in `Content-Disposition`.
 * @throws NoFilesUploaded without a body, MissingRequiredParameter, InvalidFilePath
 */
export async function* rawFile(
  body: Readable,
  headers: IncomingHttpHeaders,
  pathParameter: string | undefined,
): AsyncGenerator<IncomingFile> {
  const name = pathParameter ?? dispositionFilename(headers['content-disposition']);
  const bodyless = headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
  if (bodyless || (name === undefined && headers['content-length'] === '0')) throw errors.NoFilesUploaded();
  if (name === undefined) throw errors.MissingRequiredParameter({ parameters: ['path'] });
  yield { path: uploadPath(name), bytes: bytesOf(body) };
}

async function* bytesOf(body: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw bodyError(error);
  }
}

/** `filename*` of RFC 8187 counts before `filename`. */
export function dispositionFilename(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      // A broken escape: the plain name, if there is one, is the better guess.
    }
  }
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header);
  if (!plain) return undefined;
  // Node reads header bytes as Latin-1; clients send UTF-8.
  const text = plain[1]?.replace(/\\(["\\])/g, '$1') ?? plain[2] ?? '';
  return Buffer.from(text, 'latin1').toString();
}
