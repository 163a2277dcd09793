import { errors } from '@rowhouse/contract';
import type { FastifyRequest } from 'fastify';

/**
 * Where a stream goes on: the header, which an EventSource sends by itself after a lost connection, else the parameter,
 * for who can't set headers. Undefined: at the present state.
 * @throws InvalidParameter
 */
export function lastEventId(
  { headers }: Pick<FastifyRequest, 'headers'>,
  parameter: string | undefined,
): number | undefined {
  const header = headers['last-event-id'];
  if (header === undefined || header === '') return parameter === undefined ? undefined : Number(parameter);
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header);
  throw errors.InvalidParameter({ message: "The header 'Last-Event-ID' is not the id of an event" });
}
