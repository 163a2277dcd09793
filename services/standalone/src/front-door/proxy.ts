import httpProxy from '@fastify/http-proxy';
import { fastify } from 'fastify';
import type { FrontDoor, Upstreams } from './front-door.js';

const hidden = ['/metrics', '/admin/metrics', '/readiness', '/admin/readiness'];

/** The front door of a machine without NGINX: the same routes through a small proxy in this process. */
export async function startProxy(port: number, upstreams: Upstreams): Promise<FrontDoor> {
  const app = fastify({ routerOptions: { maxParamLength: 10_000 } });
  for (const url of hidden) {
    app.all(url, (request, reply) =>
      reply
        .code(404)
        .header('X-Error-Code', 'RouteNotFound')
        .send({ error: `There is nothing at ${request.method} ${url}.`, code: 'RouteNotFound' }),
    );
  }
  const options = { http2: false, disableRequestLogging: true, replyOptions: { timeout: 0 } } as const;
  await app.register(httpProxy, {
    ...options,
    upstream: upstreams.admin,
    prefix: '/admin',
    rewritePrefix: '/admin',
  });
  await app.register(httpProxy, {
    ...options,
    upstream: upstreams.api,
    replyOptions: {
      rewriteRequestHeaders: (request, headers) => ({
        ...headers,
        'x-forwarded-host': request.headers.host ?? '',
        'x-forwarded-proto': 'http',
      }),
    },
  });
  await app.listen({ port, host: '127.0.0.1' });
  return { kind: 'a built-in proxy', stop: () => app.close() };
}
