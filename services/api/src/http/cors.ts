import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** Headers that scripts of other origins may read. */
const exposedHeaders = [
  'X-Error-Code',
  'X-Revision',
  'X-Consistency-Token',
  'X-Repo-Commit',
  'X-Request-Id',
  'ETag',
  'Link',
  'Location',
  'Accept-Ranges',
  'Content-Range',
  'Content-Disposition',
  'Retry-After',
  'WWW-Authenticate',
];

/** Any origin may read and write; no cookies are used, so nobody's session can be abused. */
export async function addCors(fastify: FastifyInstance): Promise<void> {
  await fastify.register(cors, {
    origin: '*',
    // The reference says so too; with '*' browsers refuse to send any.
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders,
    maxAge: 86_400,
    strictPreflight: false,
  });
}
