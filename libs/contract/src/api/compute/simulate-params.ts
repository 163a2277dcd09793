import { z } from 'zod';
import { accelerator, columnName, positive, probability, seed, table, whole } from './fields.js';

const asset = z.strictObject({
  /** Of the symbol or column that it is calibrated from. */
  name: z.string('must be a text').min(1, 'must not be empty').max(200).optional(),
  /** Price now, in any currency. */
  spot: positive('price').optional(),
  /** μ per year, continuously compounded; when absent the discount rate, or calibrated. */
  drift: z
    .number('must be a number (per year)')
    .min(-10, 'must be at least -10')
    .max(10, 'must be at most 10')
    .optional(),
  /** σ per square root of a year, such as 0.2. */
  volatility: z
    .number('must be a number from 0 to 10 (per √year, such as 0.2)')
    .min(0, 'must be at least 0')
    .max(10, 'must be at most 10 (per √year, such as 0.2)')
    .optional(),
  /** How many of it are in the basket. */
  weight: positive('pieces').default(1),
});

const strike = positive('price');
const option = z.enum(['call', 'put'], "must be 'call' or 'put'");
const payoff = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('terminal') }),
    z.strictObject({ kind: z.literal('european'), option, strike }),
    z.strictObject({ kind: z.literal('basket'), option, strike }),
    z.strictObject({
      kind: z.literal('asian'),
      average: z
        .enum(['arithmetic', 'geometric'], "must be 'arithmetic' or 'geometric'")
        .default('arithmetic'),
      option,
      strike,
    }),
    z.strictObject({
      kind: z.literal('barrier'),
      option,
      strike,
      barrier: positive('price'),
      direction: z.enum(['up', 'down'], "must be 'up' or 'down'"),
      effect: z.enum(['in', 'out'], "must be 'in' or 'out'"),
    }),
  ],
  "must have a 'kind': 'terminal', 'european', 'basket', 'asian' or 'barrier'",
);

/** Where volatilities, correlation and last prices come from: a table in long form, with a symbol column, or a wide one. */
const calibration = z
  .strictObject({
    dataset: table,
    /** Orders the prices: dates, times or numbers; texts such as '2004-08-01' or 'Aug 1 2004'. */
    date: columnName,
    /** Long form: the column that says whose price a row is; assets are named by its values. */
    symbol: columnName.optional(),
    /** Long form: the column of prices. In wide form each asset's name is its column of prices. */
    price: columnName.optional(),
    /** Prices in a year: 252 for trading days, 12 for months. */
    periodsPerYear: positive('prices per year').max(1e6, 'must be at most 1000000'),
  })
  .refine(({ symbol, price }) => (symbol === undefined) === (price === undefined), {
    path: ['price'],
    error: "must stand together with 'symbol' (long form), or both be absent (wide form)",
  });

/** The parameters of a `simulate` job. */
export const simulateParams = z
  .strictObject({
    assets: z
      .array(asset, 'must be a list of assets')
      .min(1, 'must hold an asset')
      .max(16, 'must hold at most 16 assets'),
    /** Of the assets' returns, in their order; calibrated, or none. */
    correlation: z
      .array(z.array(z.number('must be a number from -1 to 1').min(-1).max(1)).max(16))
      .max(16)
      .optional(),
    calibration: calibration.optional(),
    /** `risk-neutral`: assets drift with the discount rate; `real-world`: as they did in the calibration. */
    measure: z
      .enum(['risk-neutral', 'real-world'], "must be 'risk-neutral' or 'real-world'")
      .default('risk-neutral'),
    years: positive('years').max(100, 'must be at most 100 years'),
    steps: whole(1, 100_000),
    paths: whole(2, 2 ** 31),
    /** Per year, continuously compounded. */
    discountRate: z
      .number('must be a number (per year)')
      .min(-1, 'must be at least -1')
      .max(1, 'must be at most 1')
      .default(0),
    payoff,
    antithetic: z.boolean('must be true or false').default(false),
    controlVariate: z.boolean('must be true or false').default(false),
    quantiles: z.array(probability).min(1).max(100).default([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]),
    histogramBins: whole(2, 1024).default(64),
    /** Paths to return for drawing. */
    samplePaths: whole(0, 200).default(20),
    seed,
    /** Tells runs of one seed apart. */
    stream: whole(0, 2 ** 24 - 1).default(0),
    accelerator,
  })
  .superRefine((params, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const { assets, calibration, payoff, measure, steps, paths } = params;
    for (const [place, { name, spot, volatility, drift }] of assets.entries()) {
      if (calibration && name === undefined) issue(['assets', place, 'name'], 'is needed to find its prices');
      if (calibration) continue;
      if (spot === undefined) issue(['assets', place, 'spot'], "is needed without a 'calibration'");
      if (volatility === undefined)
        issue(['assets', place, 'volatility'], "is needed without a 'calibration'");
      if (measure === 'real-world' && drift === undefined)
        issue(['assets', place, 'drift'], "is needed for the measure 'real-world' without a 'calibration'");
    }
    if (payoff.kind === 'basket' && assets.length < 2)
      issue(['assets'], 'must hold at least two for a basket');
    const work = steps * paths * assets.length;
    if (work > 1e15)
      issue(
        ['paths'],
        `make ${work.toExponential(1)} path-steps with the steps and assets; the limit is 1e15`,
      );
  });
export type SimulateParams = z.infer<typeof simulateParams>;
