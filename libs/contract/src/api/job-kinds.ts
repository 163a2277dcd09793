import { z } from 'zod';
import { bootstrapParams } from './compute/bootstrap-params.js';
import { kmeansParams } from './compute/kmeans-params.js';
import { simulateParams } from './compute/simulate-params.js';

const maxQueryCharacters = 100_000;

/** The parameters of a `query` job: one SELECT over datasets, each named as `FROM "namespace/name"`. */
export const queryParams = z.strictObject(
  {
    sql: z
      .string({ error: "'params.sql' must be a text with one SELECT" })
      .max(maxQueryCharacters, `'params.sql' must have at most ${maxQueryCharacters} characters`)
      .refine(
        (sql) => sql.trim() !== '' && !sql.includes('\0'),
        "'params.sql' must be a text with one SELECT",
      ),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? "'params' must be an object with 'sql'" : undefined) },
);
export type QueryParams = z.infer<typeof queryParams>;

/** The kinds of jobs that users can submit, with the pool that runs them and their parameters. */
export const userJobKinds = {
  query: { pool: 'cpu', params: queryParams },
  simulate: { pool: 'cpu', params: simulateParams },
  bootstrap: { pool: 'cpu', params: bootstrapParams },
  kmeans: { pool: 'cpu', params: kmeansParams },
} as const satisfies Record<string, { pool: string; params: z.ZodType<object> }>;

export type UserJobKind = keyof typeof userJobKinds;

export const userJobKindNames = Object.keys(userJobKinds) as UserJobKind[];

/** The pool of one job: that of its kind, or `gpu` where its parameters ask for one. */
export function poolOfJob(kind: UserJobKind, params: object): string {
  return 'accelerator' in params && params.accelerator === 'gpu' ? 'gpu' : userJobKinds[kind].pool;
}
