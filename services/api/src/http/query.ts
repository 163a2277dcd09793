import { errors } from '@rowhouse/contract';
import type { z } from 'zod';

/**
 * Checks the query string of one of our own paths.
 * @throws InvalidParameter with the schema's sentence about the first wrong parameter
 */
export function parseQuery<S extends z.ZodType>(query: unknown, schema: S): z.infer<S> {
  const parsed = schema.safeParse({ ...(query as object) });
  if (parsed.success) return parsed.data;
  throw errors.InvalidParameter({ message: parsed.error.issues[0]?.message ?? 'The query is not valid' });
}
