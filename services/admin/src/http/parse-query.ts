import { errors } from '@rowhouse/contract';
import type { z } from 'zod';

/**
 * Validates a query string; an empty parameter counts as absent, an unknown one is ignored.
 * @throws InvalidParameter naming the first wrong parameter
 */
export function parseQuery<S extends z.ZodType>(schema: S, query: unknown): z.infer<S> {
  const present = Object.fromEntries(
    Object.entries((query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== ''),
  );
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = issue?.path.join('.') ?? '';
  const actual = JSON.stringify(present[name] ?? null)?.slice(0, 80);
  throw errors.InvalidParameter({
    message: `Parameter '${name}' is not valid: ${issue?.message ?? 'unknown reason'}; it is ${actual}.`,
  });
}
