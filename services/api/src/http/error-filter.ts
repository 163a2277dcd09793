import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@rowhouse/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClientLeft } from './client-left.js';
import type { Routes } from './routes.js';
import { sendError } from './send-error.js';
import { toRowhouseError } from './to-rowhouse-error.js';

/** Answers every failure in the one form of errors, and logs those that are the server's fault. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly routes: Routes,
    private readonly log: Logger,
  ) {}

  catch(failure: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(failure, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(failure: unknown, request: FastifyRequest, reply: FastifyReply): void {
    // Nobody is there to be told.
    if (failure instanceof ClientLeft) return;
    const error = toRowhouseError(failure, request, this.routes);
    if (error.status >= 500) {
      const fields = { err: error.cause ?? error, code: error.code, requestId: request.id, url: request.url };
      // Errors of processed data are somebody's data, not this service's trouble.
      const level =
        error.code === 'UnexpectedApiError' ? 'error' : error.cause === undefined ? 'debug' : 'warn';
      this.log[level](fields, `${request.method} failed`);
    }
    // After the first byte all that is left is to break the connection, which tells the client that the rest is missing.
    if (reply.raw.headersSent) reply.raw.destroy();
    else {
      if (error.status === 405) reply.header('Allow', this.routes.allowed(request.url).join(', '));
      sendError(error, request, reply);
    }
  }
}
