import { z } from 'zod';
import type { ErrorCode } from '../errors/catalogue.js';

/** The parts of the document, in its order. */
export const operationTags = {
  viewer: "Hugging Face's dataset viewer, with the same paths, parameters and answers.",
  datasets: 'Datasets, their revisions and files.',
  jobs: 'Queries over datasets and simulations, run by workers.',
  events: 'What happens, as server-sent events and as webhooks.',
  access: 'Access tokens and namespaces.',
  operation: 'For probes, and this document.',
  admin: 'For operators; served by the admin service at the same address.',
} as const;
export type OperationTag = keyof typeof operationTags;

/** One kind of success of an operation. */
export interface OperationAnswer {
  description: string;
  /** Bodies by media type; nothing for an answer without a body. */
  content?: Readonly<Record<string, { schema: z.ZodType; example?: unknown }>>;
  headers?: z.ZodObject;
}

/** A path with one of its methods, as `/openapi.json` describes it. */
export interface Operation {
  /** Unique, for generated clients. */
  id: string;
  method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  /** With parameters as `{name}`. */
  path: string;
  tag: OperationTag;
  /** A sentence. */
  summary: string;
  description?: string;
  /** `open`: a token makes no difference; `optional`: it shows private data; `required`: nothing without one. */
  token: 'open' | 'optional' | 'required';
  pathParameters?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: { required: boolean; content: Readonly<Record<string, { schema: z.ZodType; example?: unknown }>> };
  /** By status. */
  answers: Readonly<Record<number, OperationAnswer>>;
  /** Besides those that every operation can answer. */
  errors: readonly ErrorCode[];
}

/** A JSON body. */
export const json = (schema: z.ZodType, example?: unknown): OperationAnswer['content'] => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});

/** Bytes that have no schema. */
export const bytes = z.string().meta({ override: { type: 'string', format: 'binary' } });

/** The form of every error. */
export const errorAnswer = z
  .looseObject({
    error: z.string().describe('Cause, limit, actual value and next step, as a sentence.'),
    code: z.string().describe('As in the header `X-Error-Code`.'),
  })
  .meta({
    id: 'Error',
    description: 'The form of every error; further fields depend on the code.',
    example: { error: "Parameter 'dataset' is required", code: 'MissingRequiredParameter' },
  });
