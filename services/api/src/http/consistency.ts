import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type ConsistencyToken, parseConsistencyToken } from '@rowhouse/database';
import type { FastifyRequest } from 'fastify';

/** Answers to writes carry it; a read that brings it back sees that write. */
export const consistencyHeader = 'X-Consistency-Token';

/** The token that a request brings; throws `InvalidConsistencyToken`. */
export function consistencyToken({ headers }: Pick<FastifyRequest, 'headers'>): ConsistencyToken | undefined {
  const text = headers['x-consistency-token'];
  return text === undefined || text === '' ? undefined : parseConsistencyToken([text].flat()[0] as string);
}

/** Hands the request's token to a handler. */
export const ReadToken = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  consistencyToken(context.switchToHttp().getRequest<FastifyRequest>()),
);
