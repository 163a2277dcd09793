import { z } from 'zod';

const revision = z
  .string()
  .optional()
  .meta({
    description: 'The revision that the answer was made from, 40 hex digits.',
    example: '9c1a1f5b0f6d4e0a8b1d2c3e4f5061728394a5b6',
    header: { id: 'X-Revision' },
  });
const etag = z
  .string()
  .optional()
  .meta({ description: 'For `If-None-Match`.', example: 'W/"kX0lQ0v1"', header: { id: 'ETag' } });
const consistency = z
  .string()
  .optional()
  .meta({
    description: 'A read that sends it back sees this write.',
    example: '0/1A2B3C4D',
    header: { id: 'X-Consistency-Token' },
  });
const link = z
  .string()
  .optional()
  .meta({
    description: 'The URL of the next page; absent on the last one.',
    example: '<http://localhost:8080/api/datasets?cursor=WyIyMDI2Il0>; rel="next"',
    header: { id: 'Link' },
  });
const location = z
  .string()
  .optional()
  .meta({ description: 'Where the new thing is.', header: { id: 'Location' } });

/** Headers of answers, by what they go with. */
export const answerHeaders = {
  /** An answer made from a revision. */
  served: z.object({ 'X-Revision': revision, ETag: etag }),
  read: z.object({ ETag: etag }),
  page: z.object({ ETag: etag, Link: link }),
  written: z.object({ 'X-Consistency-Token': consistency }),
  created: z.object({ 'X-Consistency-Token': consistency, Location: location }),
  file: z.object({
    ETag: etag,
    'Accept-Ranges': z.string().optional().meta({ example: 'bytes' }),
    'X-Repo-Commit': z.string().optional().describe('The revision that holds the file.'),
  }),
  error: z.object({
    'X-Error-Code': z.string().meta({
      description: 'The `code` of the body.',
      example: 'ResponseNotFound',
      header: { id: 'X-Error-Code' },
    }),
    'Retry-After': z
      .string()
      .optional()
      .meta({
        description: 'Seconds; there when the same request may succeed later.',
        example: '5',
        header: { id: 'Retry-After' },
      }),
  }),
};

/** Headers of requests. */
export const requestHeaders = {
  /** Of every read. */
  read: z.object({
    'X-Consistency-Token': z
      .string()
      .optional()
      .describe('What a write answered under this name; the read sees that write.'),
  }),
  file: z.object({
    Range: z.string().optional().meta({ description: 'Bytes to send.', example: 'bytes=0-99' }),
    'If-None-Match': z.string().optional(),
  }),
  stream: z.object({
    'Last-Event-ID': z
      .string()
      .optional()
      .meta({ description: 'Go on behind this event; an EventSource sends it by itself.', example: '42' }),
  }),
  submission: z.object({
    'Idempotency-Key': z
      .string()
      .optional()
      .meta({ description: 'A repeated request with the same key makes no second job.', example: 'b5f1c9' }),
  }),
};
