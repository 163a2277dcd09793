import { z } from 'zod';

/** Fields that all numeric jobs have. */
export const seed = z
  .int('must be a whole number from 0 to 2^53 - 1')
  .min(0, 'must be at least 0')
  .default(0);

/** `gpu` waits for a worker with a card; a machine without one still runs the job, and the result says on what. */
export const accelerator = z.enum(['gpu', 'cpu'], "must be 'gpu' or 'cpu'").default('cpu');

/** A dataset as in queries: `namespace/name`, or `namespace/name/config/split`. */
export const table = z
  .string("must name a dataset, such as 'namespace/name'")
  .regex(/^[^/]+\/[^/]+(?:\/[^/]+\/[^/]+)?$/, "must be 'namespace/name' or 'namespace/name/config/split'");

export const columnName = z
  .string('must be the name of a column')
  .min(1, 'must be the name of a column')
  .max(500);

export const positive = (unit: string) =>
  z.number(`must be a number above 0 (${unit})`).positive(`must be above 0 (${unit})`);

export const whole = (least: number, most: number) => {
  const range = `must be a whole number from ${least} to ${most}`;
  return z.int(range).min(least, range).max(most, range);
};

export const probability = z
  .number('must be a number between 0 and 1')
  .gt(0, 'must be above 0')
  .lt(1, 'must be below 1');
