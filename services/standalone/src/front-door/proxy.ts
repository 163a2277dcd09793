import httpProxy from '@fastify/http-proxy';
import { errors, type RowhouseError } from '@rowhouse/contract';
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { FrontDoor, Upstreams } from './front-door.js';

const hidden = ['/metrics', '/admin/metrics', '/readiness', '/admin/readiness'];

/** The front door of a machine without NGINX: the same routes through a small proxy in this process. */
export async function startProxy(port: number, upstreams: Upstreams): Promise<FrontDoor> {
  const app = fastify({ routerOptions: { maxParamLength: 10_000 } });
  for (const url of hidden) {
    app.all(url, (request, reply) =>
      answer(reply, errors.RouteNotFound({ method: request.method, path: url })),
    );
  }
  // What a service answers passes as it is; this is for one that does not answer.
  app.setErrorHandler((_, request, reply) =>
    isEventSource(request) ? comeBack(reply) : answer(reply, errors.ServiceUnavailable()),
  );
  for (const [prefix, upstream] of [
    ['/admin', upstreams.admin],
    ['', upstreams.api],
  ] as const) {
    await app.register(httpProxy, {
      upstream,
      prefix,
      rewritePrefix: prefix,
      http2: false,
      disableRequestLogging: true,
      replyOptions: {
        // A large upload may take as long as it takes.
        timeout: 0,
        rewriteRequestHeaders: (request, headers) => ({
          ...headers,
          'x-forwarded-host': request.headers.host ?? '',
          'x-forwarded-proto': 'http',
        }),
      },
    });
  }
  await app.listen({ port, host: '127.0.0.1' });
  return { stop: () => app.close() };
}

function isEventSource({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/event-stream') ?? false;
}

/** An EventSource gives up for good at an error; an empty stream asks it to come back. */
function comeBack(reply: FastifyReply): FastifyReply {
  return reply.type('text/event-stream').header('Cache-Control', 'no-store').send('retry: 3000\n\n');
}

function answer(reply: FastifyReply, error: RowhouseError): FastifyReply {
  if (error.retryable) reply.header('Retry-After', '5');
  return reply.code(error.status).header('X-Error-Code', error.code).send(error.toJSON());
}
