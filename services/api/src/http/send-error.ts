import type { RowhouseError } from '@rowhouse/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Headers that describe a body which an error replaces. */
const bodyHeaders = ['content-length', 'content-encoding', 'content-disposition', 'etag', 'last-modified'];

/** The one place where an error becomes an answer. */
export function sendError(error: RowhouseError, request: FastifyRequest, reply: FastifyReply): void {
  for (const name of bodyHeaders) reply.removeHeader(name);
  reply
    .code(error.status)
    .header('X-Error-Code', error.code)
    .header('Cache-Control', cacheControl(request))
    .type('application/json; charset=utf-8');
  if (error.status === 401) reply.header('WWW-Authenticate', 'Bearer');
  if (error.retryable) reply.header('Retry-After', '5');
  reply.send(JSON.stringify(error));
}

/** Viewer paths let errors be kept for ten seconds, as the reference does; ours change as soon as a client writes. */
function cacheControl({ method, url }: FastifyRequest): string {
  const reading = method === 'GET' || method === 'HEAD';
  return reading && !/^\/(api|datasets|readiness|healthcheck|metrics)\b/.test(url)
    ? 'max-age=10'
    : 'no-store';
}
