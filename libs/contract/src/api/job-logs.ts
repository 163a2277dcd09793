import { z } from 'zod';
import { pageQuery } from './pages.js';

/** The query of `GET /api/jobs/{id}/logs`. */
export const jobLogsQuery = pageQuery.extend({
  /** Only what this attempt wrote; counts from 1. */
  attempt: z.coerce
    .number({ error: "Parameter 'attempt' must be a number" })
    .int("Parameter 'attempt' must be a whole number")
    .min(1, "Parameter 'attempt' must be at least 1")
    .max(1_000_000, "Parameter 'attempt' is too large")
    .optional(),
  format: z
    .enum(['json', 'text'], { error: "Parameter 'format' must be 'json' or 'text'" })
    .optional()
    .describe('Default: `text` for a client that accepts `text/plain` first, else `json`.'),
});

/** A piece of what an attempt wrote, in the order of writing. */
export const jobLogPiece = z.object({
  attempt: z.number().int(),
  at: z.iso.datetime().describe('When it was stored.'),
  skippedBytes: z
    .number()
    .int()
    .describe(
      'Bytes between the piece before and this one that were not kept: of each attempt the first and the last are.',
    ),
  text: z.string(),
});
export type JobLogPiece = z.infer<typeof jobLogPiece>;

/** The answer of `GET /api/jobs/{id}/logs`, and of the same path of the admin. */
export const jobLogs = z.object({
  items: z.array(jobLogPiece),
  cursor: z
    .string()
    .describe('As parameter `cursor` it brings what comes after, also what is written later.'),
  more: z.boolean().describe('True when there is more by now.'),
});
export type JobLogsAnswer = z.infer<typeof jobLogs>;

/** The pieces as plain text: attempts and what is left out in lines of their own. */
export function jobLogText(items: readonly JobLogPiece[]): string {
  let text = '';
  const newLine = () => (text === '' || text.endsWith('\n') ? '' : '\n');
  for (const [index, piece] of items.entries()) {
    const before = items[index - 1]?.attempt ?? 1;
    if (piece.attempt !== before) text += `${newLine()}── attempt ${piece.attempt} ──\n`;
    if (piece.skippedBytes > 0) text += `${newLine()}── ${piece.skippedBytes} bytes left out ──\n`;
    text += piece.text;
  }
  return text;
}
