import { z } from 'zod';
import { accelerator, columnName, probability, seed, table, whole } from './fields.js';

const statistics = ['mean', 'median', 'quantile', 'sd', 'correlation', 'difference-of-means'] as const;

/** The parameters of a `bootstrap` job. Rows without a number in a column are left out. */
export const bootstrapParams = z
  .strictObject({
    dataset: table,
    statistic: z.enum(statistics, `must be one of ${statistics.join(', ')}`),
    column: columnName,
    /** The second column of a correlation or a difference of means. */
    otherColumn: columnName.optional(),
    /** Which quantile. */
    p: probability.optional(),
    resamples: whole(100, 1_000_000).default(10_000),
    confidence: probability.default(0.95),
    histogramBins: whole(2, 1024).default(64),
    seed,
    accelerator,
  })
  .superRefine(({ statistic, otherColumn, p }, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const two = statistic === 'correlation' || statistic === 'difference-of-means';
    if (two && otherColumn === undefined) issue('otherColumn', `is needed for a ${statistic}`);
    if (!two && otherColumn !== undefined) issue('otherColumn', `means nothing for a ${statistic}`);
    if (statistic === 'quantile' && p === undefined) issue('p', 'is needed for a quantile');
    if (statistic !== 'quantile' && p !== undefined) issue('p', `means nothing for a ${statistic}`);
  });
export type BootstrapParams = z.infer<typeof bootstrapParams>;
