import { errors } from '@rowhouse/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rangeApplies } from './not-modified.js';
import { requestedRange } from './range.js';

/**
 * The first and the last byte to send of a body with this tag; a part is announced on the reply.
 * @throws InvalidRange
 */
export function sentRange(
  request: FastifyRequest,
  reply: FastifyReply,
  etag: string,
  size: number,
): readonly [number, number] {
  const applies = rangeApplies(request.headers, etag, new Date());
  const range = requestedRange(applies ? request.headers.range : undefined, size);
  if (range === 'whole') return [0, size - 1];
  if (range === 'unsatisfiable') {
    reply.header('Content-Range', `bytes */${size}`);
    throw errors.InvalidRange({ size });
  }
  reply.code(206).header('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  return [range.start, range.end];
}
