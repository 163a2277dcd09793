import type { Logger, Metrics } from '@rowhouse/telemetry';
import type { FastifyInstance } from 'fastify';

/** Measures every request by its route, never by its URL: label values stay few. */
export function addRequestMetrics(fastify: FastifyInstance, metrics: Metrics, log: Logger): void {
  const seconds = metrics.histogram({
    name: 'http_request_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labels: ['method', 'route', 'status'],
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, id, url, routeOptions } = request;
    const status = reply.statusCode;
    const elapsed = reply.elapsedTime / 1000;
    seconds.observe({ method, route: routeOptions.url ?? 'none', status: `${status}` }, elapsed);
    log.debug({ requestId: id, method, url, status, seconds: elapsed }, 'request');
    done();
  });
}
