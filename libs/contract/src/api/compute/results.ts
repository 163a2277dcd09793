import { z } from 'zod';

const deviceKind = z.enum(['gpu', 'software', 'cpu']);

/** Which device ran a numeric job, and why better ones did not. */
export const computeDevice = z.object({
  kind: deviceKind,
  name: z.string(),
  passedOver: z.array(z.object({ kind: deviceKind, reason: z.string() })),
});

/** `counts[i]` values lie between `edges[i]` and `edges[i + 1]`. */
export const histogram = z.object({ edges: z.array(z.number()), counts: z.array(z.number()) });

/** The answer of `GET /api/jobs/{id}/result` for a `simulate`. Money is discounted to now. */
export const simulateResult = z.object({
  device: computeDevice,
  /** Mean of the discounted payment. */
  price: z.number(),
  standardError: z.number(),
  paths: z.number().int(),
  seed: z.number().int(),
  min: z.number(),
  max: z.number(),
  control: z
    .object({ kind: z.string(), correlation: z.number(), coefficient: z.number(), uncorrected: z.number() })
    .nullable(),
  quantiles: z.array(z.object({ probability: z.number(), value: z.number() })),
  /** What two values of the quantiles can differ by without being told apart. */
  quantileStep: z.number(),
  histogram,
  /** The value of the basket over time, in years; not discounted. */
  samplePaths: z.object({ times: z.array(z.number()), values: z.array(z.array(z.number())) }).nullable(),
  /** The model as it was simulated, after calibration. */
  model: z.object({
    assets: z.array(
      z.object({
        name: z.string().nullable(),
        spot: z.number(),
        drift: z.number(),
        volatility: z.number(),
        weight: z.number(),
      }),
    ),
    correlation: z.array(z.array(z.number())),
    /** Returns that the calibration used; null without one. */
    returns: z.number().int().nullable(),
  }),
});
export type SimulateResultAnswer = z.infer<typeof simulateResult>;

/** The answer for a `bootstrap`. */
export const bootstrapResult = z.object({
  device: computeDevice,
  estimate: z.number(),
  standardError: z.number(),
  bias: z.number(),
  confidence: z.number(),
  interval: z.object({ low: z.number(), high: z.number() }),
  method: z.enum(['rows', 'order-statistics', 'subsets']),
  subsetRows: z.number().int().nullable(),
  resamples: z.number().int(),
  degenerate: z.number().int(),
  /** Rows with numbers, and rows left out. */
  rows: z.number().int(),
  rowsLeftOut: z.number().int(),
  seed: z.number().int(),
  histogram,
});
export type BootstrapResultAnswer = z.infer<typeof bootstrapResult>;

/** The answer for a `kmeans`; the file has the columns `row_idx` and `cluster`, null for rows that were left out. */
export const kmeansResult = z.object({
  device: computeDevice,
  columns: z.array(z.string()),
  centroids: z.array(z.array(z.number())),
  sizes: z.array(z.number().int()),
  inertia: z.number(),
  iterations: z.number().int(),
  converged: z.boolean(),
  rows: z.number().int(),
  rowsLeftOut: z.number().int(),
  seed: z.number().int(),
  parquet: z.object({ url: z.string(), size: z.number().int(), sha256: z.string() }),
});
export type KmeansResultAnswer = z.infer<typeof kmeansResult>;
