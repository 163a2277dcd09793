import { z } from 'zod';

/** One revision in `GET /api/datasets/{ns}/{name}/revisions`, newest first. */
export const revisionItem = z.object({
  revision: z.string().describe('40 hex digits.'),
  number: z.number().int().describe('Counts from 1 within the dataset.'),
  parent: z.string().nullable(),
  message: z.string(),
  author: z.string(),
  state: z.enum(['processing', 'ready', 'failed', 'superseded']),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  url: z.string(),
});
export type RevisionItem = z.infer<typeof revisionItem>;

/** One step of the processing graph at its place. */
export const revisionStep = z.object({
  step: z.string(),
  config: z.string().nullable(),
  split: z.string().nullable(),
  state: z.enum(['waiting', 'queued', 'running', 'succeeded', 'failed']),
  progress: z.number().min(0).max(1).describe('0 to 1.'),
  jobId: z.string().nullable(),
  attempt: z.number().int(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  error: z.looseObject({ error: z.string(), code: z.string() }).nullable(),
  notes: z
    .array(z.string())
    .describe(
      'What a reader should know of the result, a sentence each: columns left out, files that are missing. At most 20, and 500 of all steps; then a sentence that counts the rest.',
    ),
});

/** The answer of `GET /api/datasets/{ns}/{name}/revisions/{rev}`. */
export const revisionDetail = revisionItem.extend({
  dataset: z.string(),
  progress: z.number().min(0).max(1).describe('0 to 1 over all steps.'),
  files: z.array(
    z.object({
      path: z.string(),
      size: z.number(),
      sha256: z.string(),
      config: z.string().nullable().describe('Null for files that are no tables.'),
      split: z.string().nullable(),
    }),
  ),
  steps: z.array(revisionStep),
});
export type RevisionDetailAnswer = z.infer<typeof revisionDetail>;
