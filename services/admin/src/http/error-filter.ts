import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { errors, RowhouseError } from '@rowhouse/contract';
import type { Logger } from '@rowhouse/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';

const retryAfterSeconds = 5;

/** Answers every error in the one form; what is not in the catalogue stays in the log. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = toRowhouseError(thrown, request);
    if (error.status >= 500) this.log.error({ err: thrown, path: request.url }, 'a request failed');
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (error.status === 401) reply.header('www-authenticate', 'Bearer');
    if (error.retryable) reply.header('retry-after', retryAfterSeconds);
    reply
      .status(error.status)
      .header('x-error-code', error.code)
      .header('cache-control', 'no-store')
      .send(error.toJSON());
  }
}

function toRowhouseError(thrown: unknown, request: FastifyRequest): RowhouseError {
  if (thrown instanceof RowhouseError) return thrown;
  const path = request.url.split('?')[0] ?? '';
  const status = statusOf(thrown);
  if (status === 404) return errors.RouteNotFound({ method: request.method, path });
  if (status === 415) {
    const actual = request.headers['content-type'] ?? '';
    return errors.UnsupportedMediaType({ actual, expected: 'application/json' });
  }
  if (status !== undefined && status >= 400 && status < 500)
    return errors.InvalidBody({ reason: thrown instanceof Error ? thrown.message : 'it can’t be read' });
  return errors.UnexpectedApiError(undefined, { cause: thrown });
}

function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const { statusCode } = (thrown ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}
