import { errors } from '@rowhouse/contract';
import type { FastifyRequest } from 'fastify';

const form = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/**
 * What makes a repeated request the same one; absent when the header is.
 * @throws InvalidParameter
 */
export function idempotencyKey({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && form.test(key)) return key;
  throw errors.InvalidParameter({
    message:
      "The header 'Idempotency-Key' must have 1 to 255 printable ASCII characters; a UUID is a good one",
  });
}
