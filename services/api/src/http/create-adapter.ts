import { FastifyAdapter } from '@nestjs/platform-fastify';
import { errors } from '@rowhouse/contract';
import type { ServerCertificate } from '@rowhouse/http';
import type { Logger, Metrics } from '@rowhouse/telemetry';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessDecisions } from '../access/access-decisions.js';
import type { Shutdown } from '../platform/shutdown.js';
import { addCompression } from './compression.js';
import { addConditionalRequests } from './conditional.js';
import { addCors } from './cors.js';
import { ErrorFilter } from './error-filter.js';
import { answerMalformedRequest } from './malformed-request.js';
import { requestId } from './request-id.js';
import { addRequestMetrics } from './request-metrics.js';
import { Routes } from './routes.js';
import { maxHeaderBytes, maxPathParameterLength, maxUrlLength } from './to-rowhouse-error.js';

export interface AdapterParts {
  log: Logger;
  metrics: Metrics;
  shutdown: Shutdown;
  decisions: AccessDecisions;
  /** Bounds the compressed answers that are kept. */
  keptBytes: number;
  /** To serve HTTPS. */
  certificate: ServerCertificate | null;
}

/** Fastify with everything that all paths share; routes come later, from Nest. */
export async function createAdapter({
  log,
  metrics,
  shutdown,
  decisions,
  keptBytes,
  certificate,
}: AdapterParts) {
  const routes = new Routes();
  const filter = new ErrorFilter(routes, log);
  const adapter = new FastifyAdapter({
    skipMiddie: true,
    // A proxy on the same machine or in the same private network may say who asked, and by which address.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    genReqId: requestId,
    ...serverOptions(certificate),
    routerOptions: { maxParamLength: maxPathParameterLength },
    return503OnClosing: false,
    clientErrorHandler: answerMalformedRequest,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      filter.answer(error, request, reply),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  routes.watch(fastify);
  passBodiesThrough(fastify);
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id).header('X-Content-Type-Options', 'nosniff');
    const { length } = request.raw.url ?? '';
    if (length > maxUrlLength) throw errors.UriTooLong({ limit: maxUrlLength, actual: length });
    // No name can hold one, and the database refuses to look for it.
    if (request.raw.url?.includes('%00'))
      throw errors.MalformedRequest({ reason: 'its URL holds a NUL character (%00)' });
  });
  fastify.addHook('onSend', async (_request, reply) => {
    // Else a connection that is kept alive would keep the closing server waiting.
    if (shutdown.begun) reply.header('Connection', 'close');
  });
  addRequestMetrics(fastify, metrics, log);
  decisions.watch(fastify, log);
  addConditionalRequests(fastify);
  await addCors(fastify);
  await addCompression(fastify, keptBytes);
  return { adapter, filter, routes };
}

/** The form in which Fastify takes them; its types know no choice between the two. */
function serverOptions(certificate: ServerCertificate | null): { http: { maxHeaderSize: number } } {
  const limits = { maxHeaderSize: maxHeaderBytes };
  const secure = certificate && { https: { ...limits, ...certificate.options } };
  return { http: limits, ...secure };
}

/** Handlers read bodies themselves, as streams: nothing is buffered or refused because of its type. */
function passBodiesThrough(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
}
