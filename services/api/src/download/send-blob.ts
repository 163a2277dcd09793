import { Readable } from 'node:stream';
import { errors } from '@rowhouse/contract';
import type { BlobStore } from '@rowhouse/storage';
import { mediaTypeOfName } from '@rowhouse/tables';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentDisposition } from './content-disposition.js';
import { mediaType } from './media-type.js';
import { isNotModified, rangeApplies } from './not-modified.js';
import { requestedRange } from './range.js';

/** Of media in a browser. */
export const mediaPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** A blob on its way to a client. */
export interface SentBlob {
  blobKey: string;
  /** Bytes. */
  size: number;
  /** With its double quotes. */
  etag: string;
  modified: Date;
  /** What a browser saves it as; its ending decides the media type. */
  path: string;
  cacheControl: string;
}

/**
 * Answers with a blob, whole or the asked range, or with 304 when the client has it.
 * @throws InvalidRange, BlobNotFound
 */
export async function sendBlob(
  blobs: BlobStore,
  request: FastifyRequest,
  reply: FastifyReply,
  { blobKey, size, etag, modified, path, cacheControl }: SentBlob,
): Promise<void> {
  reply
    .header('ETag', etag)
    .header('Last-Modified', modified.toUTCString())
    .header('Accept-Ranges', 'bytes')
    .header('Content-Disposition', mediaTypeOfName(path) ? 'inline' : contentDisposition(path))
    .header('Cache-Control', cacheControl)
    .type(mediaType(path));
  // Whatever a browser takes the bytes of strangers for, nothing in them may run or load.
  if (mediaTypeOfName(path)) reply.header('Content-Security-Policy', mediaPolicy);
  if (isNotModified(request.headers, etag, modified)) {
    reply.code(304).send();
    return;
  }
  const asked = rangeApplies(request.headers, etag, modified) ? request.headers.range : undefined;
  const range = requestedRange(asked, size);
  if (range === 'unsatisfiable') {
    reply.header('Content-Range', `bytes */${size}`);
    throw errors.InvalidRange({ size });
  }
  if (range !== 'whole') reply.code(206).header('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  const length = range === 'whole' ? size : range.end - range.start + 1;
  const bytes =
    request.method === 'HEAD'
      ? Readable.from([])
      : await blobs.read(blobKey, range === 'whole' ? undefined : range);
  reply.header('Content-Length', length).send(bytes);
}
