import { errors } from '@rowhouse/contract';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { RequestBody } from './request-body.js';

const maxJsonBytes = 1024 * 1024;

/**
 * Reads and checks a JSON body; an absent one counts as `{}`.
 * @throws PayloadTooLarge, InvalidBody
 */
export async function jsonBody<S extends z.ZodType>(request: FastifyRequest, schema: S): Promise<z.infer<S>> {
  const text = await bodyText(request);
  const parsed = schema.safeParse(text.trim() === '' ? {} : parseJson(text));
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map(({ message }) => message).join('; ');
  throw errors.InvalidBody({ reason });
}

async function bodyText(request: FastifyRequest): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of new RequestBody(request.raw)) {
    size += chunk.length;
    if (size > maxJsonBytes) {
      throw errors.PayloadTooLarge({ what: 'The request body', limit: maxJsonBytes, actual: size });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw errors.InvalidBody({ reason: `it is not JSON (${(error as Error).message})` }, { cause: error });
  }
}
