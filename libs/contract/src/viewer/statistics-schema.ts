import { z } from 'zod';
import type { ColumnStatistics, SplitStatistics } from './statistics.js';

const count = z.number().int().min(0);
const share = z.number().min(0).max(1);
const missing = { nan_count: count, nan_proportion: share };

const histogram = z
  .object({
    hist: z.array(count),
    bin_edges: z.array(z.union([z.number(), z.string()])).describe('One more than bins.'),
  })
  .describe('Ten bins at most; the last one is closed.');

/** One column; those of structs and lists hold further ones, which is why its type stands here. */
const columnStatistics: z.ZodType<ColumnStatistics> = z
  .lazy(() => z.object({ column_name: z.string(), ...described() }))
  .meta({ id: 'ColumnStatistics' });

/** What is told of a column, and of the items of lists alike. */
const described = () => ({
  column_type: z.enum([
    'int',
    'float',
    'string_text',
    'string_label',
    'class_label',
    'bool',
    'list',
    'datetime',
    'audio',
    'video',
    'image',
    'time',
    'binary',
    'json',
    'struct',
  ]),
  column_statistics: z.union([
    figures(z.number()).describe('Of numbers, lengths and durations; rounded to 5 decimals.'),
    figures(z.string()).describe('Of times.'),
    categorical,
    boolean,
    struct,
  ]),
});

const items = z.lazy(() => z.object(described())).meta({ id: 'ItemStatistics' }) as z.ZodType<
  Omit<ColumnStatistics, 'column_name'>
>;

const figures = <Value extends z.ZodType>(value: Value) =>
  z.object({
    ...missing,
    min: value.nullable(),
    max: value.nullable(),
    mean: value.nullable(),
    median: value.nullable(),
    std: value.nullable(),
    histogram: histogram.nullable(),
    quantiles: z
      .record(z.string(), value)
      .nullable()
      .describe('Values that occur, by the share of values that do not exceed them: `0.01` to `0.99`.'),
    n_unique_approx: count.optional().describe('Different values, estimated.'),
    most_frequent: z
      .array(z.object({ value: z.string(), count }))
      .optional()
      .describe('Up to ten, the most frequent first.'),
    items: items.optional().describe('Of the items of all lists, taken together.'),
  });

const categorical = z
  .object({
    ...missing,
    no_label_count: count,
    no_label_proportion: share,
    n_unique: count,
    frequencies: z.record(z.string(), count),
  })
  .describe('Of labels.');

const boolean = z.object({ ...missing, frequencies: z.record(z.string(), count) }).describe('Of booleans.');

const struct = z
  .object({ ...missing, fields: z.array(columnStatistics) })
  .describe('Of a struct: each of its fields as if it were a column.');

/** The answer of `/statistics`; checked against the type that the worker writes. */
export const splitStatistics = z.object({
  num_examples: count,
  statistics: z.array(columnStatistics).describe('By name of the column.'),
  partial: z.boolean(),
}) satisfies z.ZodType<SplitStatistics>;
