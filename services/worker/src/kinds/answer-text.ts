import { errors } from '@rowhouse/contract';

/** The largest answer of a job that is stored in Postgres, in bytes; Hugging Face's limit for results of steps. */
export const maxAnswerBytes = 10_000_000;

/** The answer of a job as the JSON text that is stored. Throws `TooBigContentError`. */
export function answerText(kind: string, answer: object | string): string {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const actual = Buffer.byteLength(text);
  if (actual <= maxAnswerBytes) return text;
  throw errors.TooBigContentError({ what: `The result of '${kind}'`, limit: maxAnswerBytes, actual });
}
