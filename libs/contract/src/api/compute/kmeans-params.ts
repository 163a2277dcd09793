import { z } from 'zod';
import { accelerator, columnName, seed, table, whole } from './fields.js';

/** The parameters of a `kmeans` job. Rows without a number in one of the columns belong to no cluster. */
export const kmeansParams = z.strictObject({
  dataset: table,
  columns: z
    .array(columnName, 'must be a list of columns')
    .min(1, 'must hold a column')
    .max(64, 'must hold at most 64 columns')
    .refine((columns) => new Set(columns).size === columns.length, 'must not hold a column twice'),
  clusters: whole(1, 4096),
  /** `standard` gives each column a standard deviation of 1 first. */
  scaling: z.enum(['none', 'standard'], "must be 'none' or 'standard'").default('none'),
  /** Runs from different first centroids, of which the best is taken. */
  restarts: whole(1, 100).default(1),
  /** Of one run at most. */
  iterations: whole(1, 10_000).default(100),
  seed,
  accelerator,
});
export type KmeansParams = z.infer<typeof kmeansParams>;
