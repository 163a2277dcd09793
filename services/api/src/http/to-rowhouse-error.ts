import { HttpException, NotFoundException } from '@nestjs/common';
import { errors, RowhouseError } from '@rowhouse/contract';
import type { Routes } from './routes.js';

/** Bytes of request line and headers together. */
export const maxHeaderBytes = 32 * 1024;
/** Characters of a URL. */
export const maxUrlLength = 8000;
/** Characters of one part of a path that names something. */
export const maxPathParameterLength = 2000;

/**
 * Gives every failure its place in the catalogue. What is not known there becomes `UnexpectedApiError` with the
 * failure as its cause, which stays on the server.
 */
export function toRowhouseError(
  error: unknown,
  request: { method: string; url: string },
  routes: Routes,
): RowhouseError {
  if (error instanceof RowhouseError) return error;
  const { method, url } = request;
  if (error instanceof NotFoundException) {
    const allowed = routes.allowed(url);
    if (allowed.length === 0) return errors.RouteNotFound({ method, path: url.split('?', 1)[0] as string });
    return errors.MethodNotAllowed({ method, allowed });
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    return errors.MalformedRequest({ reason: error.message }, { cause: error });
  }
  return fastifyError(error, url) ?? errors.UnexpectedApiError(undefined, { cause: error });
}

/** What Fastify itself refuses, before any handler of ours. */
function fastifyError(error: unknown, url: string): RowhouseError | undefined {
  const { code, statusCode, message } = (error ?? {}) as FastifyFailure;
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') {
    return errors.UriTooLong({ limit: maxPathParameterLength, actual: url.length }, { cause: error });
  }
  if (code?.startsWith('FST_') && statusCode !== undefined && statusCode < 500) {
    return errors.MalformedRequest({ reason: message ?? 'it is not valid HTTP' }, { cause: error });
  }
  return undefined;
}

interface FastifyFailure {
  code?: string;
  statusCode?: number;
  message?: string;
}
