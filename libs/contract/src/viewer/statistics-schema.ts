import { z } from 'zod';
import type { SplitStatistics } from './statistics.js';

const count = z.number().int().min(0);
const share = z.number().min(0).max(1);
const missing = { nan_count: count, nan_proportion: share };

const histogram = z
  .object({
    hist: z.array(count),
    bin_edges: z.array(z.union([z.number(), z.string()])).describe('One more than bins.'),
  })
  .describe('Ten bins at most; the last one is closed.');

const numerical = z
  .object({
    ...missing,
    min: z.number().nullable(),
    max: z.number().nullable(),
    mean: z.number().nullable(),
    median: z.number().nullable(),
    std: z.number().nullable(),
    histogram: histogram.nullable(),
  })
  .describe('Of numbers, lengths and durations; rounded to 5 decimals.');

const datetime = z
  .object({
    ...missing,
    min: z.string().nullable(),
    max: z.string().nullable(),
    mean: z.string().nullable(),
    median: z.string().nullable(),
    std: z.string().nullable(),
    histogram: histogram.nullable(),
  })
  .describe('Of times.');

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

/** The answer of `/statistics`; checked against the type that the worker writes. */
export const splitStatistics = z.object({
  num_examples: count,
  statistics: z
    .array(
      z.object({
        column_name: z.string().meta({ example: 'Horsepower' }),
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
        ]),
        column_statistics: z.union([numerical, datetime, categorical, boolean]),
      }),
    )
    .describe('By name of the column.'),
  partial: z.boolean(),
}) satisfies z.ZodType<SplitStatistics>;
